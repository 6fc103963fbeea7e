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

    private final Supplier<Feed> feed;
    private final Supplier<Instant> hours;
    private final Clock clock;
    private volatile long version;
    private volatile Instant manifestAt = Instant.EPOCH;

    /** @param hours now, by the clock that closes hours */
    public Freshness(Supplier<Feed> feed, Supplier<Instant> hours, Clock clock) {
        this.feed = feed;
        this.hours = hours;
        this.clock = clock;
    }

    /** The warehouse was seen to show a version. */
    public void saw(long shown, Instant madeAt) {
        version = shown;
        manifestAt = madeAt;
    }

    /** The age of what the warehouse shows. */
    public Duration age() {
        Feed now = feed.get();
        Instant instant = clock.instant();
        Duration silence = Duration.between(now.at(), instant);
        Duration age = Duration.ofMillis(now.behindMillis());
        if (!isHeard(now, instant) || !now.phase().equals("running")) {
            age = age.plus(silence);
        }
        // Before the first look there is no number that could be old.
        if (version > 0 && version < now.manifest()) {
            Duration behind = Duration.between(manifestAt, instant);
            age = behind.compareTo(age) > 0 ? behind : age;
        }
        return age.isNegative() ? Duration.ZERO : age;
    }

    private static boolean isHeard(Feed now, Instant instant) {
        return Duration.between(now.at(), instant).compareTo(SILENT) <= 0;
    }

    /** The same for a page: the age, its name, and both clocks. What loads history is not late: it is not yet of now, and is called that. */
    public Map<String, Object> sign() {
        Duration age = age();
        Feed now = feed.get();
        // Gold may have the history before the warehouse shows it; a warehouse that does not get on is stale, and no
        // longer loads.
        boolean publishing = version < now.loaded() && age.compareTo(STALE) <= 0;
        boolean loading = (now.loading() || version == 0 || publishing)
                && now.phase().equals("running")
                && isHeard(now, clock.instant());
        Map<String, Object> sign = new LinkedHashMap<>();
        sign.put("at", clock.instant());
        sign.put("now", hours.get());
        sign.put("version", version);
        sign.put("ageSeconds", age.toSeconds());
        sign.put(
                "state",
                loading ? "loading" : age.compareTo(LIVE) <= 0 ? "live" : age.compareTo(STALE) <= 0 ? "late" : "stale");
        return sign;
    }
}
