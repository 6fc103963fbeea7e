package org.wardflow.simulator.gold.internal;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.wardflow.simulator.Rule;
import org.wardflow.simulator.gold.ExpectedTable;
import org.wardflow.simulator.gold.Extract;

/** The doctors: the latest row of each. */
final class Doctors {
    private static final List<String> COLUMNS =
            List.of("doctor_id", "name", "specialization", "shift", "hospital_id", "department");
    private static final String SOURCE = "doctors";

    private Doctors() {}

    /** @param findings gets what is found about the rows */
    static ExpectedTable table(List<Extract> extracts, Values values, Findings findings) {
        Map<String, ExtractRows.Row> latest = new TreeMap<>(Text::compare);
        for (ExtractRows.Row row : ExtractRows.read(extracts, ExtractRows.DOCTORS, 1, SOURCE, findings)) {
            RowRules.Fields fields = row.fields();
            if (Unreadable.inDoctorRow(fields)) {
                findings.ofRow(Rule.UNREADABLE_DOCTOR_FIELD, SOURCE, row.stamp(), fields.text("hospital_id"));
            }
            String doctorId = fields.texts().get("doctor_id");
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
