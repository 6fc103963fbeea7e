package org.wardflow.simulator.gold.internal;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.wardflow.simulator.gold.ExpectedTable;
import org.wardflow.simulator.gold.Extract;

/** The doctors: the latest row of each. */
final class Doctors {
    private static final List<String> COLUMNS =
            List.of("doctor_id", "name", "specialization", "shift", "hospital_id", "department");

    private Doctors() {}

    static ExpectedTable table(List<Extract> extracts, Values values) {
        Map<String, ExtractRows.Row> latest = new TreeMap<>(Text::compare);
        for (ExtractRows.Row row : ExtractRows.read(extracts, ExtractRows.DOCTORS, 1)) {
            String doctorId = row.fields().texts().get("doctor_id");
            latest.merge(doctorId, row, (a, b) -> Stamp.OBSERVED_ORDER.compare(a.stamp(), b.stamp()) >= 0 ? a : b);
        }
        Rows rows = new Rows();
        latest.forEach((doctorId, row) -> {
            RowRules.Fields fields = row.fields();
            String sent = fields.text("department");
            @Nullable String name = sent == null ? null : values.departmentOf(sent);
            rows.add(
                    doctorId,
                    fields.text("name"),
                    fields.text("specialization"),
                    fields.text("shift"),
                    fields.text("hospital_id"),
                    name == null ? sent : name);
        });
        return rows.table(COLUMNS);
    }
}
