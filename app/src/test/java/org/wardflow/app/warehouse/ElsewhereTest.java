package org.wardflow.app.warehouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wardflow.app.warehouse.PublishedSite.execute;
import static org.wardflow.app.warehouse.PublishedSite.number;
import static org.wardflow.app.warehouse.PublishedSite.scalar;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.wardflow.warehouse.Scope;

/** Of what a visit did outside the viewer's wards, the times are shown and nothing else. */
class ElsewhereTest {
    private static final Set<Scope> ICU = Set.of(Scope.parse("1/ICU"));

    @AutoClose
    private static final PublishedSite SITE = new PublishedSite(Site.spec(2, 3), 60);

    @Test
    void whereAVisitGoesFromAStayElsewhereIsNotShown() {
        String announced = "select count(*) from %1$s m where m.pending_department %2$s and coalesce("
                + "(select max_by(s.hospital_id || '/' || s.department, s.stay_no) from gold.fact_bed_stay s"
                + " where s.encounter_id = m.encounter_id and s.start_ts <= m.pending_from_ts),"
                + " (select f.hospital_id || '/' || f.arrival_department from gold.fact_patient_flow f where f.encounter_id = m.encounter_id))"
                + " %3$s '1/ICU' and m.encounter_id in (select encounter_id from gold.fact_bed_stay where hospital_id = '1' and department = 'ICU')";
        for (String table : List.of("gold.fact_pending_move", "gold.fact_patient_flow", "silver.visit")) {
            String shown = "select count(*) from " + table + " where pending_department is not null";
            long own = SITE.lake(announced.formatted(table, "is not null", "="));
            long back = SITE.lake(announced.formatted(table, "= 'ICU'", "<>"));
            assertThat(own).as(table).isPositive();
            assertThat(SITE.lake(announced.formatted(table, "is not null", "<>")))
                    .as(table + " elsewhere")
                    .isGreaterThan(back);
            assertThat(SITE.ask("clinician", ICU, shown)).as(table).isEqualTo(own + back);
            assertThat(SITE.ask("clinician", Set.of(Scope.EVERYWHERE), shown))
                    .as(table)
                    .isEqualTo(SITE.lake(shown));
        }
    }

    @Test
    void ofAVisitThatBeganOrEndedInAHospitalElsewhereThatIsNotShown() throws SQLException {
        String password = SITE.warehouse.logins().put("bi_hospital", "clinician", ICU);
        for (String column : List.of(
                "gold.fact_patient_flow hospital_id",
                "silver.visit hospital_id",
                "silver.visit discharge_hospital_id")) {
            String table = column.substring(0, column.indexOf(' '));
            String name = column.substring(column.indexOf(' ') + 1);
            try (Connection administrator = SITE.administrator();
                    Connection session = SITE.login("bi_hospital", password)) {
                String visit = scalar(
                        administrator,
                        "select min(encounter_id) from stored_gold.fact_bed_stay where hospital_id = '1' and department = 'ICU'");
                String of = " from " + table + " where encounter_id = '" + visit + "'";
                String shown = "select coalesce(max(" + name + "), 'nothing')" + of;
                String before = scalar(administrator, shown.replace("from ", "from stored_"));
                String move = "update stored_%s set %s = '%%s' where encounter_id = '%s'".formatted(table, name, visit);

                execute(administrator, move.formatted("1"));
                assertThat(scalar(session, shown)).as(column).isEqualTo("1");
                execute(administrator, move.formatted("2"));
                assertThat(scalar(session, shown)).as(column).isEqualTo("nothing");
                assertThat(number(session, "select count(*)" + of)).as(column).isEqualTo(1);

                execute(administrator, move.formatted(before).replace("'nothing'", "null"));
            }
        }
    }
}
