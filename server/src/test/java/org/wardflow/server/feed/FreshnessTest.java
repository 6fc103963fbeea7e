package org.wardflow.server.feed;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

class FreshnessTest {
    private static final Instant NOW = Instant.parse("2026-03-10T12:00:00Z");
    private static final Shown SHOWN = new Shown(7, NOW, NOW);

    private static Feed feed(Instant at, String phase, Duration behind, boolean loading) {
        return new Feed(at, phase, 7, behind.toMillis(), loading, 0, List.of(), List.of(), List.of());
    }

    private static Freshness over(Feed feed) {
        Freshness freshness = new Freshness(() -> feed, () -> NOW, Clock.fixed(NOW, ZoneOffset.UTC));
        freshness.saw(SHOWN);
        return freshness;
    }

    private static String state(Feed feed) {
        return String.valueOf(over(feed).sign().get("state"));
    }

    @Test
    void upToHalfAMinuteIsLiveUpToTwoMinutesLateThenStale() {
        assertThat(state(feed(NOW, "running", Duration.ofSeconds(30), false))).isEqualTo("live");
        assertThat(state(feed(NOW, "running", Duration.ofMillis(30_001), false)))
                .isEqualTo("late");
        assertThat(state(feed(NOW, "running", Duration.ofMinutes(2), false))).isEqualTo("late");
        assertThat(state(feed(NOW, "running", Duration.ofMillis(120_001), false)))
                .isEqualTo("stale");
    }

    @Test
    void whatLoadsHistoryIsNotStale() {
        assertThat(state(feed(NOW, "running", Duration.ofDays(14), true))).isEqualTo("loading");
    }

    private static Object shows(long version, Instant madeAt) {
        Feed feed = new Feed(NOW, "running", 19, 0, false, 19, List.of(), List.of(), List.of());
        Freshness freshness = new Freshness(() -> feed, () -> NOW, Clock.fixed(NOW, ZoneOffset.UTC));
        return String.valueOf(freshness.sign(version, madeAt).get("state"));
    }

    @Test
    void aWarehouseThatLacksTheHistoryThatGoldHasIsLoadingAndNotLive() {
        assertThat(shows(5, NOW.minusSeconds(12))).isEqualTo("loading");
        assertThat(shows(18, NOW.minusSeconds(1))).isEqualTo("loading");
        assertThat(shows(19, NOW.minusSeconds(1))).isEqualTo("live");
    }

    @Test
    void aWarehouseThatDoesNotGetOnIsStaleEvenIfItLacksHistory() {
        assertThat(shows(5, NOW.minus(Freshness.STALE).minusSeconds(1))).isEqualTo("stale");
    }

    @Test
    void whatIsBehindAndBearsATimeToComeIsStaleAndNotLive() {
        Feed feed = new Feed(NOW, "running", 19, 0, false, 3, List.of(), List.of(), List.of());
        Freshness freshness = new Freshness(() -> feed, () -> NOW, Clock.fixed(NOW, ZoneOffset.UTC));
        assertThat(freshness.sign(18, NOW.plus(Duration.ofDays(365)))).containsEntry("state", "stale");
        assertThat(freshness.sign(18, NOW.plusSeconds(59)))
                .as("a clock that was corrected")
                .containsEntry("state", "live");
    }

    @Test
    void aPipelineThatIsSilentOrDoesNotRunLoadsNothing() {
        assertThat(state(feed(NOW.minusSeconds(130), "running", Duration.ZERO, true)))
                .isEqualTo("stale");
        assertThat(state(feed(NOW, "failed", Duration.ofDays(1), true))).isEqualTo("stale");
    }

    @Test
    void aPipelineIsHeardForFiveSecondsAfterItSpoke() {
        Feed heard = feed(NOW.minusSeconds(5), "running", Duration.ZERO, true);
        assertThat(over(heard).sign()).containsEntry("state", "loading").containsEntry("ageSeconds", 0L);
        Feed silent = feed(NOW.minusMillis(5_001), "running", Duration.ZERO, true);
        assertThat(over(silent).sign()).containsEntry("state", "live").containsEntry("ageSeconds", 5L);
    }

    @Test
    void whatDoesNotRunGrowsOldFromItsLastWordOn() {
        Duration minute = Duration.ofMinutes(1);
        assertThat(over(feed(NOW.minusSeconds(4), "running", minute, false)).age(SHOWN))
                .isEqualTo(minute);
        assertThat(over(feed(NOW.minusSeconds(4), "failed", minute, false)).age(SHOWN))
                .isEqualTo(minute.plusSeconds(4));
    }

    @Test
    void beforeTheFirstLookThereIsNoNumberThatCouldBeOld() {
        Feed feed = feed(NOW, "running", Duration.ZERO, false);
        Freshness freshness = new Freshness(() -> feed, () -> NOW, Clock.fixed(NOW, ZoneOffset.UTC));

        assertThat(freshness.sign()).containsEntry("state", "loading").containsEntry("ageSeconds", 0L);
    }

    private static Object stateOf(Shown shown) {
        Freshness freshness = over(new Feed(NOW, "running", 9, 0, false, 0, List.of(), List.of(), List.of()));
        freshness.saw(new Shown(9, NOW, NOW));
        return String.valueOf(freshness.sign(shown).get("state"));
    }

    @Test
    void whatOneViewerIsShownIsAsOldAsItIsWhateverOthersAreShown() {
        assertThat(stateOf(new Shown(9, NOW, NOW))).isEqualTo("live");
        assertThat(stateOf(new Shown(8, NOW.minusSeconds(31), NOW))).isEqualTo("late");
        assertThat(stateOf(new Shown(8, NOW.minusSeconds(121), NOW))).isEqualTo("stale");
    }

    @Test
    void whatIsNotReadAgainGrowsOldEvenIfNothingNewWasBroughtTogether() {
        assertThat(stateOf(new Shown(9, NOW, NOW.minusSeconds(30)))).isEqualTo("live");
        assertThat(stateOf(new Shown(9, NOW, NOW.minusSeconds(31)))).isEqualTo("late");
        assertThat(stateOf(new Shown(9, NOW, NOW.minusSeconds(121)))).isEqualTo("stale");
    }

    @Test
    void whatIsWaitedForInVainIsNotOnItsWayForEver() {
        assertThat(stateOf(Shown.nothing(NOW.minusSeconds(120)))).isEqualTo("loading");
        assertThat(stateOf(Shown.nothing(NOW.minusSeconds(121)))).isEqualTo("stale");
    }
}
