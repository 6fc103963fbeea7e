package org.wardflow.server.http;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/** So many turns a period for each key, as a bucket that fills evenly. It remembers a bounded number of keys. Safe for all threads. */
public final class RateLimit {
    /** Keys remembered; the one used longest ago is forgotten first. */
    public static final int KEYS_MAX = 10_000;

    private final int turns;
    private final double turnsPerNano;
    private final LongSupplier nanos;
    private final Map<String, Bucket> buckets = new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Bucket> eldest) {
            return size() > KEYS_MAX;
        }
    };

    private record Bucket(double turns, long at) {}

    /**
     * @param turns at once, and again in each period
     * @param nanos a monotonic reading
     */
    public RateLimit(int turns, Duration period, LongSupplier nanos) {
        this.turns = turns;
        this.turnsPerNano = (double) turns / period.toNanos();
        this.nanos = nanos;
    }

    /** Takes a turn; false if there is none. */
    public synchronized boolean take(String key) {
        double left = left(key);
        if (left < 1) {
            return false;
        }
        buckets.put(key, new Bucket(left - 1, nanos.getAsLong()));
        return true;
    }

    /** How long until a turn could be taken; zero if one could be now. */
    public synchronized Duration untilTurn(String key) {
        return Duration.ofNanos((long) Math.ceil(Math.max(0, 1 - left(key)) / turnsPerNano));
    }

    private double left(String key) {
        Bucket bucket = buckets.get(key);
        return bucket == null
                ? turns
                : Math.min(turns, bucket.turns() + (nanos.getAsLong() - bucket.at()) * turnsPerNano);
    }
}
