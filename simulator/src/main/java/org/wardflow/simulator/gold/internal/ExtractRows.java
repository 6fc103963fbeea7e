package org.wardflow.simulator.gold.internal;

import java.time.ZoneOffset;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.wardflow.simulator.Rule;
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
     * Reads the rows that have their ids, each once for each of its recorded times.
     *
     * @param columns the extract's columns, the event time last
     * @param ids how many of the first columns are its ids
     * @param source what the extract is called
     * @param findings gets the rows without their ids, each once
     */
    static List<Row> read(List<Extract> extracts, List<String> columns, int ids, String source, Findings findings) {
        Set<Row> rows = new LinkedHashSet<>();
        Map<String, Long> withoutIds = new TreeMap<>();
        for (Extract extract : extracts) {
            long recordedTs = Text.micros(extract.recordedAt());
            for (Extract.Row row : extract.rows()) {
                RowRules.Fields fields = new RowRules.Fields(row.cells());
                String sha = Text.sha256(row.payload());
                if (columns.subList(0, ids).stream().allMatch(fields::has)) {
                    rows.add(new Row(stamp(sha, fields, recordedTs, columns), fields));
                } else {
                    withoutIds.merge(sha, recordedTs, Math::min);
                }
            }
        }
        withoutIds.forEach((sha, recordedTs) -> findings.ofRow(Rule.ROW_WITHOUT_KEY, source, sha, null, recordedTs));
        return List.copyOf(rows);
    }

    private static Stamp stamp(String sha, RowRules.Fields fields, long recordedTs, List<String> columns) {
        long eventTs = Times.read(fields.text(columns.get(columns.size() - 1)), ZoneOffset.UTC)
                .map(Times.Reading::micros)
                .orElse(recordedTs);
        return new Stamp(eventTs, recordedTs, 0, 0, sha, sha);
    }
}
