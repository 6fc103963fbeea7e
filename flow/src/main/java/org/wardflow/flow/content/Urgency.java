package org.wardflow.flow.content;

import java.util.Comparator;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How much a department asks for attention, the most urgent last: one scale, rule and order for whatever shows departments. */
public enum Urgency {
    /** Nobody knows how many beds it has, or who looks may not know what tells it. */
    UNKNOWN,
    CALM,
    /** Fuller than the warning threshold, or somebody waits, or its last bed is taken. */
    WARNING,
    /** Fuller than the critical threshold, or somebody waits long or without a bed that is ready. */
    CRITICAL,
    /** More patients than beds that are open. */
    OVER;

    /** The most urgent first: by level, then who waits longest, then the fewest beds ready, then the fullest. */
    public static final Comparator<Standing> ORDER = Comparator.comparing(Standing::urgency)
            .reversed()
            .thenComparing(one -> one.longestWait() == null ? 0L : -one.longestWait())
            .thenComparing(one -> one.ready() == null ? Long.MAX_VALUE : one.ready())
            .thenComparing(one -> one.percent() == null ? 0.0 : -one.percent())
            .thenComparing(Standing::ward);

    /**
     * What puts a department in its place among others.
     *
     * @param longestWait minutes since the first bed was requested for somebody who has none
     * @param ready beds
     * @param percent of the beds without the empty ones that are closed
     * @param ward hospital id, a slash, department
     */
    public record Standing(
            Urgency urgency,
            @Nullable Long longestWait,
            @Nullable Long ready,
            @Nullable Double percent,
            String ward) {}

    /**
     * When a department is urgent, as the KPIs' own thresholds say.
     *
     * @param warning per cent of the beds
     * @param critical per cent of the beds
     * @param longWait minutes
     */
    public record Rule(double warning, double critical, long longWait) {
        private static final double WARNING_USUAL = 85;
        private static final double CRITICAL_USUAL = 95;
        private static final long LONG_WAIT_USUAL = 240;

        /** The thresholds of {@code occupancy_now} and {@code waiting_now}. */
        public static Rule of(Content content) {
            return new Rule(
                    threshold(content, "occupancy_now", "warning_percent").orElse(WARNING_USUAL),
                    threshold(content, "occupancy_now", "critical_percent").orElse(CRITICAL_USUAL),
                    threshold(content, "waiting_now", "boarding_warning_minutes")
                            .map(Double::longValue)
                            .orElse(LONG_WAIT_USUAL));
        }

        private static Optional<Double> threshold(Content content, String kpi, String name) {
            return Optional.ofNullable(content.kpis().get(kpi))
                    .map(found -> found.thresholds().get(name))
                    .map(Double::parseDouble);
        }

        /**
         * The urgency of a department.
         *
         * @param beds null if nobody has said how many there are
         * @param closed empty ones that are closed, which are none to lie in; 0 if that is not known
         * @param present in beds, less those of whom nothing was heard for so long that a message may be lost: they make nothing urgent
         * @param waiting with a bed requested and none assigned
         * @param longestWait minutes since the first of these requests
         */
        public Urgency urgency(
                @Nullable Long beds,
                long closed,
                long present,
                @Nullable Long ready,
                long waiting,
                @Nullable Long longestWait) {
            Long open = beds == null ? null : Long.valueOf(Math.max(beds - closed, 0));
            Double percent = open == null || open == 0 ? null : 100.0 * present / open;
            if (open != null && present > open) {
                return OVER;
            }
            if (closed > 0 && open != null && open == 0 && waiting == 0) {
                // No bed is ready because the ward is closed, and nobody needs one.
                return CALM;
            }
            boolean waitsLong = longestWait != null && longestWait >= longWait;
            if (waitsLong || (percent != null && percent >= critical) || (waiting > 0 && ready != null && ready == 0)) {
                return CRITICAL;
            }
            if (waiting > 0 || (percent != null && percent >= warning) || (ready != null && ready == 0)) {
                return WARNING;
            }
            return percent == null ? UNKNOWN : CALM;
        }
    }
}
