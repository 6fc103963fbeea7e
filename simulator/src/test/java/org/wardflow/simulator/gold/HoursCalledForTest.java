package org.wardflow.simulator.gold;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** From when to when what was sent calls for hours (docs/semantics.md §6). */
class HoursCalledForTest {
    private static final Instant LATEST = Instant.parse("2026-03-02T10:20:00Z");
    private static final Instant TICK = Instant.parse("2026-03-02T11:00:00Z");

    private static Delivery event(Instant time, Instant recorded) {
        String payload =
                "{\"event_id\":\"%s\",\"event_type\":\"UPDATE\",\"event_time\":\"%s\",\"recorded_time\":\"%s\",\"patient_id\":\"P\",\"hospital_id\":\"1\"}"
                        .formatted(time, time, recorded);
        return new Delivery(payload.getBytes(StandardCharsets.UTF_8), Feed.DEFAULT_RECORDED);
    }

    private static ExpectedGold gold(Duration... before) {
        List<Delivery> sent = new ArrayList<>();
        for (Duration each : before) {
            sent.add(event(LATEST.minus(each), LATEST));
        }
        return ExpectedGold.derive(new ExpectedGold.Input(
                sent,
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                Feed.CODES,
                new TreeSet<>(List.of(TICK)),
                ExpectedGold.PAYLOAD_BYTES_MAX));
    }

    @Test
    void theFirstHourIsThatOfTheEarliestEventThatOthersFollow() {
        Duration near = Duration.ofDays(399);
        Duration far = Duration.ofDays(402);
        assertThat(gold(Duration.ZERO).firstHour(TICK)).contains(Instant.parse("2026-03-02T10:00:00Z"));
        assertThat(gold(Duration.ZERO).firstHour(Instant.parse("2026-03-02T10:00:00Z")))
                .isEmpty();
        assertThat(gold(Duration.ZERO, near, near.multipliedBy(2)).firstHour(TICK))
                .contains(Instant.parse("2026-03-02T10:00:00Z").minus(near.multipliedBy(2)));
        assertThat(gold(Duration.ZERO, far).firstHour(TICK)).contains(Instant.parse("2026-03-02T10:00:00Z"));
        assertThat(gold(Duration.ofDays(4_000)).firstHour(TICK)).isEmpty();
    }

    @Test
    void theLastHourIsThatOfTheLatestRecordedTimeThatIsNotAfterAnother() {
        ExpectedGold gold = gold(Duration.ZERO);
        assertThat(gold.lastRecorded(TICK)).contains(Instant.parse("2026-03-02T10:00:00Z"));
        assertThat(gold.lastRecorded(LATEST)).contains(Instant.parse("2026-03-02T10:00:00Z"));
        assertThat(gold.lastRecorded(LATEST.minusSeconds(1))).isEmpty();
    }
}
