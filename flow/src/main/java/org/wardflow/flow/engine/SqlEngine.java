package org.wardflow.flow.engine;

import java.time.Duration;
import java.time.Instant;

/** A SQL engine in this process. Safe for all threads; each session belongs to one thread at a time. */
public interface SqlEngine extends AutoCloseable {
    /** A word for reports: duckdb, spark. */
    String name();

    /** How many sessions are worth using side by side, at least 1. */
    int parallelism();

    /**
     * Spends the engine's threads on one query at a time, or a thread on each of many.
     *
     * @param threads that one query may use from now on, from 1 to {@link #parallelism}
     */
    void useThreads(int threads);

    /**
     * What this engine's functions take for the offset of a time zone from UTC: engines bring time-zone data of their own, of
     * unlike age.
     *
     * @param zone a name of the IANA's
     * @param count of instants, {@code step} apart
     * @return seconds east of UTC, in the order of the instants
     */
    int[] offsets(String zone, Instant from, Duration step, int count);

    /** A new session, with the prelude and the codes of the content. */
    SqlSession open();

    @Override
    void close();
}
