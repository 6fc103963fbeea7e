package org.wardflow.app.warehouse;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.wardflow.flow.content.Kpi;
import org.wardflow.warehouse.Scope;
import org.wardflow.warehouse.Viewer;

/** Who sees a KPI of all hospitals learns nothing of single visits outside the own wards. */
class SmallFiguresTest {
    private static final Viewer ANALYST = new Viewer("analyst", Set.of(Scope.parse("1/ICU")));
    private static final Viewer EVERYBODY = new Viewer("auditor", Set.of(Scope.EVERYWHERE));
    private static final Map<String, Integer> VISITS = Map.of("length_of_stay", 2, "readmission", 2);
    private static final String NO_PARAMETER = "";

    @AutoClose
    private static final PublishedSite SITE = new PublishedSite(Site.spec(2, 3), 76);

    private static List<List<String>> rows(Viewer viewer, String kpi, Instant at, String setting) {
        String schema = viewer.equals(ANALYST) ? "kpi_whole." : "kpi.";
        return SITE.warehouse.read(viewer, connection -> {
            PublishedSite.execute(
                    connection, "select set_config('wardflow.readmission_days', '" + setting + "', true)");
            return ComparedRows.ask(connection, "select * from " + schema + kpi + "('" + at + "')")
                    .rows();
        });
    }

    private static boolean isOwn(List<String> row) {
        return row.subList(0, 2).equals(List.of("1", "ICU"));
    }

    private static Instant last() {
        return SITE.warehouse.published().orElseThrow().lastTick().orElseThrow();
    }

    private static void assertShown(String kpi, Instant at, int few, int many) {
        List<List<String>> exact = rows(EVERYBODY, kpi, at, NO_PARAMETER);
        List<List<String>> midnight = rows(EVERYBODY, kpi, at.truncatedTo(ChronoUnit.DAYS), NO_PARAMETER);
        int visits = VISITS.getOrDefault(kpi, -1);
        List<List<String>> shown = rows(ANALYST, kpi, at, NO_PARAMETER);

        assertThat(shown.stream().filter(SmallFiguresTest::isOwn))
                .containsExactlyInAnyOrderElementsOf(
                        exact.stream().filter(SmallFiguresTest::isOwn).toList());
        List<List<String>> elsewhere =
                midnight.stream().filter(row -> !isOwn(row)).toList();
        List<List<String>> large = elsewhere.stream()
                .filter(row -> Integer.parseInt(row.get(visits)) >= Kpi.VISITS_MIN)
                .toList();
        assertThat(shown.stream().filter(row -> !isOwn(row))).containsExactlyInAnyOrderElementsOf(large);
        assertThat(elsewhere.size() - large.size()).as("small").isGreaterThanOrEqualTo(few);
        assertThat(large).as("large").hasSizeGreaterThanOrEqualTo(many);
    }

    @Test
    void aFigureOfFewVisitsElsewhereIsNotShownAndAnotherIsOfMidnight() {
        assertShown("length_of_stay", last(), 1, 1);
        assertShown("length_of_stay", last().minus(Duration.ofSeconds(4_001)), 1, 1);
        // By then the visits are old enough.
        assertShown("readmission", last().plus(Duration.ofDays(31)), 1, 1);
    }

    @Test
    void ofOwnParametersNothingElsewhereIsShown() {
        Instant at = last().plus(Duration.ofDays(1));
        assertThat(rows(EVERYBODY, "readmission", at, "1")).anyMatch(row -> !isOwn(row));
        assertThat(rows(ANALYST, "readmission", at, "1"))
                .containsExactlyInAnyOrderElementsOf(rows(EVERYBODY, "readmission", at, "1").stream()
                        .filter(SmallFiguresTest::isOwn)
                        .toList());
        Instant later = last().plus(Duration.ofDays(31));
        assertThat(rows(ANALYST, "readmission", later, "30")).anyMatch(row -> !isOwn(row));
    }
}
