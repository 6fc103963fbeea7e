package org.wardflow.app.notice;

import java.time.Instant;
import java.util.Optional;

/**
 * How messages get on, for health and metrics.
 *
 * @param on whether there is any way to reach the owner
 * @param delivered messages delivered since the start, counted by channel
 * @param failures attempts to deliver that failed since the start
 * @param waiting messages not yet delivered, counted by channel
 * @param dropped messages given up since the last one that was delivered
 * @param oldest when the one that waits longest was made
 * @param lastFailure why the last attempt failed; empty once one succeeds
 */
public record NoticeStatus(
        boolean on,
        long delivered,
        long failures,
        int waiting,
        long dropped,
        Optional<Instant> oldest,
        Optional<String> lastFailure) {}
