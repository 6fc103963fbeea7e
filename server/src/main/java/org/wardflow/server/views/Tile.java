package org.wardflow.server.views;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.wardflow.flow.content.Urgency;

/**
 * One department on the board. What the viewer may not know is null: of wards outside the scope there may be the occupancy alone.
 *
 * @param id hospital id, a slash, department
 * @param beds as the department says; null if it never did
 * @param ready beds that are empty and clean; null without beds
 * @param percent occupied of the beds without the empty ones that are closed
 * @param waiting patients with a bed requested here and none assigned
 * @param longestWait minutes since the first of these requests
 * @param waitsFor the department that the bed is to be in, of who waits longest
 * @param arrived patients who came and are in no bed yet
 * @param longestArrived minutes since the first of them came
 * @param arriving null also where only some wards are known that patients may come from
 * @param after occupied once the known moves of the next four hours are done: those expected to leave and to come
 * @param silent patients of whom nothing was heard for so long that a message may be lost; they are neither waiting nor urgent
 * @param silentSince the latest message about the one who has been silent longest
 * @param forecast four hours ahead, by what is usual at these hours; null if the KPI is not there
 * @param spark patients in beds at the end of each of the last 24 closed hours, oldest first; null where an hour is missing
 * @param level how urgent; UNKNOWN without beds, or where a part that tells it may not be known
 */
public record Tile(
        String id,
        String hospitalId,
        String hospital,
        String department,
        @Nullable Long beds,
        long occupied,
        @Nullable Long ready,
        @Nullable Double percent,
        long waiting,
        @Nullable Long longestWait,
        @Nullable String waitsFor,
        @Nullable Long arrived,
        @Nullable Long longestArrived,
        @Nullable Long dirty,
        @Nullable Long cleaning,
        @Nullable Long closed,
        long admissions,
        long discharges,
        @Nullable Long leaving,
        @Nullable Long arriving,
        @Nullable Long after,
        @Nullable Long silent,
        @Nullable Instant silentSince,
        @Nullable Forecast forecast,
        List<@Nullable Long> spark,
        Urgency level) {
    /**
     * How many patients are usual some hours ahead.
     *
     * @param at the instant that it is for
     * @param patients null if there is too little history
     * @param low eight of ten forecasts of the last week were between this and {@code high}
     * @param error by how many patients they were off on average
     */
    public record Forecast(
            Instant at,
            @Nullable Long patients,
            @Nullable Long low,
            @Nullable Long high,
            @Nullable BigDecimal error,
            long historyHours) {}

    Urgency.Standing standing() {
        return new Urgency.Standing(level, longestWait, ready, percent, id);
    }
}
