package org.wardflow.app.warehouse;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Whoever reads a KPI may set its parameters, and is told which were used, of whose patients it is and where it comes from. */
class KpiAnswersTest {
    private static final String OVERSTAY = "/api/v1/kpis/overstay/";

    @AutoClose
    private static final ServedSite PAGES = new ServedSite();

    private static Visitor engineer() {
        return new Visitor(PAGES, "data_engineer");
    }

    private static long overstays(JsonNode answer) {
        int column = -1;
        for (int i = 0; i < answer.path("columns").size(); i++) {
            column = answer.path("columns").get(i).asText().equals("overstays") ? i : column;
        }
        long sum = 0;
        for (JsonNode row : answer.path("rows")) {
            sum += row.get(column).asLong();
        }
        return sum;
    }

    @Test
    void aParameterOfTheKpiIsUsedAndTold() {
        Visitor engineer = engineer();
        JsonNode byDefinition = engineer.json(OVERSTAY + "rows");
        JsonNode own = engineer.json(OVERSTAY + "rows?overstay_hours=1");

        assertThat(byDefinition.path("parameters").path("overstay_hours").asLong())
                .isEqualTo(168);
        assertThat(own.path("parameters").path("overstay_hours").asLong()).isEqualTo(1);
        // The site is 70 hours old: nobody is there for a week.
        assertThat(overstays(byDefinition)).isZero();
        assertThat(overstays(own)).isPositive();
        assertThat(overstays(engineer.json(OVERSTAY + "rows")))
                .as("it is gone with the answer")
                .isZero();
        var file = engineer.get(OVERSTAY + "csv?overstay_hours=1&hospital=1");
        assertThat(file.headers().firstValue("Content-Disposition"))
                .hasValueSatisfying(header -> assertThat(header)
                        .matches("attachment; filename=\"overstay-1-overstay_hours-1-[0-9]{8}T[0-9]{6}Z\\.csv\""));
        assertThat(file.body()).isNotEqualTo(engineer.get(OVERSTAY + "csv").body());
    }

    @Test
    void aParameterThatIsUnknownOrNoNumberOfTheRangeIsRefused() {
        Visitor engineer = engineer();
        for (String bad : List.of(
                "silent_wait_hours=1",
                "as_of=1",
                "overstay_hours=1000001",
                "overstay_hours=-1",
                "overstay_hours=1.5",
                "overstay_hours=1%27%3B+drop")) {
            for (String kind : List.of("rows?", "csv?")) {
                var refused = engineer.get(OVERSTAY + kind + bad);
                assertThat(refused.statusCode()).as(bad).isEqualTo(400);
                assertThat(refused.headers().firstValue("Content-Type")).contains("application/problem+json");
                assertThat(refused.body()).contains("overstay_hours").doesNotContain("drop", "silent_wait_hours");
            }
        }
        assertThat(engineer.get("/api/v1/kpis/beds_now/rows?overstay_hours=1").body())
                .contains("none of its own");
        for (long edge : List.of(0L, 1_000_000L)) {
            assertThat(engineer.json(OVERSTAY + "rows?overstay_hours=" + edge)
                            .path("parameters")
                            .path("overstay_hours")
                            .asLong())
                    .isEqualTo(edge);
        }
    }

    @Test
    void everyParameterOfEveryKpiMayBeAnyNumberOfTheRange() {
        Visitor engineer = engineer();
        for (JsonNode kpi : engineer.json("/api/v1/kpis")) {
            kpi.path("parameters").fieldNames().forEachRemaining(name -> {
                for (String value : List.of("0", "1", "1000000")) {
                    String address = "/api/v1/kpis/" + kpi.path("name").asText() + "/rows?" + name + "=" + value;
                    assertThat(engineer.get(address).statusCode()).as(address).isEqualTo(200);
                }
            });
        }
    }

    @Test
    void aDefinitionNamesItsParameters() {
        Visitor engineer = engineer();

        assertThat(engineer.json("/api/v1/kpis/not_heard_of").path("parameters").toString())
                .isEqualTo("{\"silent_bed_hours\":168,\"silent_wait_hours\":24}");
        assertThat(engineer.get("/api/v1/openapi.json").body()).contains("overstay_hours", "for overstay");
    }

    @Test
    void theQualityPageSaysWhosePatientsItCounts() {
        assertThat(engineer().json("/api/v1/quality").path("counted").asText()).isEqualTo("all");
        assertThat(new Visitor(PAGES, "analyst")
                        .json("/api/v1/quality")
                        .path("counted")
                        .asText())
                .isEqualTo("scope");
    }

    @Test
    void theCatalogBeginsWithTopicsAndExtracts() {
        assertThat(engineer().json("/api/v1/catalog").path("sources").toString())
                .contains("topic:patient-flow", "bronze.patient_flow", "extract:", "clock:clock");
    }
}
