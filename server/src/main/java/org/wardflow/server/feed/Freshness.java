package org.wardflow.server.feed;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/** How old what is shown is: how far gold is behind its sources, and the warehouse behind gold. Safe for all threads. */
public final class Freshness {
    /** Up to here a number is live. */
    public static final Duration LIVE = Duration.ofSeconds(30);

    /** From here on it is stale, and no longer shown as a number of now. */
    public static final Duration STALE = Duration.ofMinutes(2);

    /** A pipeline that has said nothing for so long is not trusted to be up to date. */
    private static final Duration SILENT = Duration.ofSeconds(5);

    /** Clocks that are set correct by less. */
    private static final Duration SLACK = Duration.ofMinutes(1);

    private final Supplier<Feed> feed;
    private final Supplier<Instant> hours;
    private final Clock clock;
    private volatile Shown newest = Shown.nothing(Instant.EPOCH);

    /** @param hours now, by the clock that closes hours */
    public Freshness(Supplier<Feed> feed, Supplier<Instant> hours, Clock clock) {
        this.feed = feed;
        this.hours = hours;
        this.clock = clock;
    }

    /** Somebody was shown this. */
    public synchronized void saw(Shown shown) {
        newest = shown.version() >= newest.version() ? shown : newest;
    }

    /** The age of what is shown. */
    public Duration age(Shown shown) {
        Feed now = feed.get();
        Instant instant = clock.instant();
        Duration silence = Duration.between(now.at(), instant);
        Duration age = Duration.ofMillis(now.behindMillis());
        if (!isHeard(now, instant) || !now.phase().equals("running")) {
            age = age.plus(silence);
        }
        // Nothing is a number that could be old.
        if (shown.version() > 0 && shown.version() < now.manifest()) {
            age = longer(age, since(shown.madeAt(), instant));
        }
        // Waits grow without a message: what nobody has read again for so long is as old as that, whatever else is
        // known.
        Duration unread = Duration.between(shown.readAt(), instant);
        if (unread.compareTo(LIVE) > 0) {
            age = longer(age, unread);
        }
        return age.isNegative() ? Duration.ZERO : age;
    }

    /** What bears a time to come was made by a clock that was wrong: nobody knows how old it is. */
    private static Duration since(Instant madeAt, Instant now) {
        Duration age = Duration.between(madeAt, now);
        return age.compareTo(SLACK.negated()) < 0 ? STALE.plusSeconds(1) : age;
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    private static boolean isHeard(Feed now, Instant instant) {
        return Duration.between(now.at(), instant).compareTo(SILENT) <= 0;
    }

    /** Of the newest that anybody was shown: for pages about the whole, not for what one viewer has on the screen. */
    public Map<String, Object> sign() {
        Shown seen = newest;
        return sign(seen.version(), seen.madeAt());
    }

    /** Of what was read just now. */
    public Map<String, Object> sign(long version, Instant madeAt) {
        return sign(new Shown(version, madeAt, clock.instant()));
    }

    /** For a page: the age, its name, and both clocks. What loads history is not late: it is not yet of now, and is called that. */
    public Map<String, Object> sign(Shown shown) {
        Duration age = age(shown);
        Feed now = feed.get();
        // Gold may have the history before the warehouse shows it; a warehouse that does not get on is stale, and no
        // longer loads.
        boolean publishing = shown.version() == 0 || shown.version() < now.loaded();
        boolean loading = (now.loading() || (publishing && age.compareTo(STALE) <= 0))
                && now.phase().equals("running")
                && isHeard(now, clock.instant());
        Map<String, Object> sign = new LinkedHashMap<>();
        sign.put("at", clock.instant());
        sign.put("now", hours.get());
        sign.put("version", shown.version());
        sign.put("ageSeconds", age.toSeconds());
        sign.put(
                "state",
                loading ? "loading" : age.compareTo(LIVE) <= 0 ? "live" : age.compareTo(STALE) <= 0 ? "late" : "stale");
        return sign;
    }
}
