package org.wardflow.app.board;

import java.math.BigDecimal;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * One department of one hospital, as the KPI {@code occupancy_now} counts it.
 *
 * @param beds null if nobody has said how many there are; so are {@code ready} and {@code percent}
 * @param percent occupied of all beds
 * @param admissions of the last hour
 * @param discharges of the last hour
 */
public record Ward(
        String hospitalId,
        String hospital,
        String department,
        @Nullable Long beds,
        @Nullable Long ready,
        long occupied,
        @Nullable BigDecimal percent,
        long waiting,
        long admissions,
        long discharges,
        Urgency urgency) {

    /** The most urgent first; among equals the one that lacks most beds, then the fullest. */
    public static final Comparator<Ward> BY_URGENCY = Comparator.comparing(Ward::urgency)
            .thenComparing(Comparator.comparingLong(Ward::lacking).reversed())
            .thenComparing(ward -> ward.percent() == null ? BigDecimal.ZERO : ward.percent(), Comparator.reverseOrder())
            .thenComparing(Ward::hospital)
            .thenComparing(Ward::department);

    /** Those who wait and have no ready bed; negative while beds are left. */
    private long lacking() {
        return ready == null ? waiting : waiting - ready;
    }

    /**
     * When a department is urgent.
     *
     * @param warning per cent
     * @param critical per cent
     */
    public record Thresholds(BigDecimal warning, BigDecimal critical) {

        /** The urgency of these counts. */
        public Urgency urgency(@Nullable Long ready, @Nullable BigDecimal percent, long waiting) {
            if (ready == null || percent == null) {
                return Urgency.UNKNOWN;
            }
            if (percent.compareTo(critical) >= 0 || (ready == 0 && waiting > 0)) {
                return Urgency.CRITICAL;
            }
            return percent.compareTo(warning) >= 0 || ready == 0 ? Urgency.WARNING : Urgency.NONE;
        }
    }
}
