package org.wardflow.simulator.gold.internal;

import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.wardflow.simulator.gold.Extract;

/** Reads the rows of an extract into stamped rows (docs/semantics.md §1). */
final class ExtractRows {
    static final List<String> DEPARTMENTS = List.of("hospital_id", "department", "beds", "staff", "valid_from");
    static final List<String> PATIENTS =
            List.of("patient_id", "gender", "age", "birth_date", "insurance", "postal_code", "updated_at");
    static final List<String> DOCTORS =
            List.of("doctor_id", "name", "specialization", "shift", "hospital_id", "department", "updated_at");

    /** A row with what orders it. */
    record Row(Stamp stamp, RowRules.Fields fields) {}

    private ExtractRows() {}

    /**
     * Reads the rows that have their ids.
     *
     * @param columns the extract's columns, the event time last
     * @param ids how many of the first columns are its ids
     */
    static List<Row> read(List<Extract> extracts, List<String> columns, int ids) {
        List<Row> rows = new ArrayList<>();
        for (Extract extract : extracts) {
            for (Extract.Row row : extract.rows()) {
                row(row, Text.micros(extract.recordedAt()), columns, ids).ifPresent(rows::add);
            }
        }
        return rows;
    }

    private static Optional<Row> row(Extract.Row row, long recordedTs, List<String> columns, int ids) {
        RowRules.Fields fields = new RowRules.Fields(row.cells());
        if (!columns.subList(0, ids).stream().allMatch(fields::has)) {
            return Optional.empty();
        }
        String sha = Text.sha256(row.payload());
        long eventTs = Times.read(fields.text(columns.get(columns.size() - 1)), ZoneOffset.UTC)
                .map(Times.Reading::micros)
                .orElse(recordedTs);
        return Optional.of(new Row(new Stamp(eventTs, recordedTs, 0, 0, sha, sha), fields));
    }
}
