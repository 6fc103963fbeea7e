package org.wardflow.simulator.gold;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * The rows of a CSV extract.
 *
 * @param recordedAt the recorded time of all its rows
 */
public record Extract(List<Row> rows, Instant recordedAt) {

    /**
     * One row.
     *
     * @param payload the text of the header and its own, without the line's end, and a line feed between
     * @param cells trimmed, by column; an empty one is absent
     */
    public record Row(String payload, Map<String, String> cells) {
        public Row {
            cells = Map.copyOf(cells);
        }
    }

    public Extract {
        rows = List.copyOf(rows);
    }

    /** Reads the text of a CSV file with a header. */
    public static Extract ofCsv(String csv, Instant recordedAt) {
        return new Extract(Csv.parse(csv), recordedAt);
    }
}
