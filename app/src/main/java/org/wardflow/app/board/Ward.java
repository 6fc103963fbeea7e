package org.wardflow.app.board;

import java.math.BigDecimal;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;
import org.wardflow.flow.content.Urgency;

/**
 * One department of one hospital, as the KPI {@code occupancy_now} counts it.
 *
 * @param beds null if nobody has said how many there are; so are {@code ready} and {@code percent}
 * @param percent occupied of the beds without the empty ones that are closed
 * @param longestWait minutes since the first bed was requested for somebody who has none
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
        @Nullable Long longestWait,
        long admissions,
        long discharges,
        Urgency urgency) {

    /** The most urgent first, as on the pages. */
    public static final Comparator<Ward> BY_URGENCY = Comparator.comparing(Ward::standing, Urgency.ORDER);

    private Urgency.Standing standing() {
        return new Urgency.Standing(
                urgency,
                longestWait,
                ready,
                percent == null ? null : percent.doubleValue(),
                hospitalId + "/" + department);
    }

    /** Two characters that say how urgent it is; colour only repeats them. */
    String mark() {
        return switch (urgency) {
            case OVER, CRITICAL -> "!!";
            case WARNING -> "! ";
            case UNKNOWN -> "? ";
            case CALM -> "  ";
        };
    }
}
