package org.wardflow.app.warehouse;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.wardflow.core.WallClock;

/** Own questions are one SELECT each, and bounded in rows, bytes, cost and time. */
class QuestionsInSqlTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @AutoClose
    private static final ServedSite PAGES = new ServedSite();

    private static Visitor visitor(String role) {
        return new Visitor(PAGES, role);
    }

    @Test
    void whatSomebodyAsksInSqlIsBounded() {
        Visitor engineer = visitor("data_engineer");

        JsonNode many = engineer.sql("select * from generate_series(1, 5000)");
        assertThat(many.path("rows")).hasSize(1000);
        assertThat(many.path("cut").asBoolean()).isTrue();
        for (String bad : List.of(
                "select 1; select 2",
                "select 1) as question; drop table gold.fact_bed_stay; select (1",
                "delete from gold.fact_bed_stay",
                "select * from stored_gold.dim_patient",
                "select * from pg_authid",
                "copy gold.fact_bed_stay to '/tmp/x'",
                "select pg_read_file('/etc/passwd')",
                "")) {
            assertThat(asked(engineer, bad).statusCode()).as(bad).isEqualTo(422);
        }
        // The last names are those that the question is wrapped in.
        for (String large : List.of(
                "select repeat('x', 9000000) as it",
                "select repeat('x', 20000) as it from generate_series(1, 500)",
                "select 1 as question, 2 as size, 3 as bytes, repeat('x', 9000000) as it")) {
            var refused = asked(engineer, large);
            assertThat(refused.statusCode()).as(large).isEqualTo(422);
            assertThat(refused.body()).contains("8 MiB at most");
        }
        assertThat(engineer.sql("select repeat('x', 1000000) as it, 2 as it").path("rows"))
                .hasSize(1);
        assertThat(engineer.sql("select 1 as one where false").toString())
                .contains("\"columns\":[\"one\"]", "\"rows\":[]");
        assertThat(engineer.sql("select current_setting('transaction_read_only') as it")
                        .toString())
                .contains("\"on\"");
    }

    @Test
    void aQuestionThatCostsTooMuchIsNotBegun() {
        Visitor engineer = visitor("data_engineer");
        String pairs = "select count(*) from generate_series(1, %s) a, generate_series(1, 1000) b";

        assertThat(asked(engineer, pairs.formatted(10_000_000)).body())
                .contains("The question costs too much", "to cost more than 10,000,000, where");
        assertThat(engineer.sql(pairs.formatted(1_000))
                        .path("rows")
                        .get(0)
                        .get(0)
                        .asLong())
                .isEqualTo(1_000_000);
    }

    /** An earlier instant moves what is asked of KPIs; an answer that may hold rows of today says so. */
    @Test
    void anAnswerSaysWhetherTheInstantMovedIt() {
        Visitor engineer = visitor("data_engineer");
        for (String moved : List.of(
                "select count(*) from kpi.occupancy_now",
                "select count(*) from KPI.beds_now",
                "select count(*) as gold, 'silver.visit' as text from \"kpi\" . occupancy_now",
                "select count(*) /* not gold.fact_bed_stay */ from kpi.occupancy_now -- nor silver",
                "select count(*), $$of gold$$ as text from kpi.occupancy_now where department <> 'gold'")) {
            assertThat(engineer.sql(moved).path("moved").asBoolean()).as(moved).isTrue();
        }
        for (String today : List.of(
                "select count(*) from gold.fact_bed_stay",
                "select count(*) from kpi.occupancy_now, \"gold\" . dim_hospital",
                "select count(*) from kpi.occupancy_now, U&\"\\0067old\".dim_hospital",
                "select count(*) from kpi.occupancy_now where exists (select 1 from silver.bed_status_event)",
                "select 'kpi.occupancy_now' as kpi",
                "select 1")) {
            JsonNode answer = engineer.sql(today);
            assertThat(answer.path("moved").isBoolean()).as(today).isTrue();
            assertThat(answer.path("moved").asBoolean()).as(today).isFalse();
        }
    }

    /** PostgreSQL has no setting for it, so the machine's memory would be the bound, and everybody's server the price. */
    @Test
    void aQuestionThatWantsMoreMemoryThanAProcessMayHaveIsRefusedAndTheServerLives() {
        Visitor engineer = visitor("data_engineer");
        String held = "select cardinality(array_agg(repeat('x', 1000000))) as it from generate_series(1, %s)";
        String started = "select pg_postmaster_start_time() as it";
        String before = engineer.sql(started).path("rows").toString();

        assertThat(engineer.sql(held.formatted(200)).path("rows").get(0).get(0).asLong())
                .isEqualTo(200);
        HttpResponse<String> refused = asked(engineer, held.formatted(4_000));

        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(refused.body()).contains("more memory than one question may have");
        assertThat(engineer.sql(started).path("rows").toString()).isEqualTo(before);
    }

    @Test
    void aQuestionIsNotHiddenInATextThatAFunctionRuns() {
        for (String hidden : List.of(
                "select query_to_xml('select 1', true, true, '') is null as it",
                "select query_to_xml_and_xmlschema('select 1', true, true, '') is null as it",
                "select table_to_xml('gold.dim_date', true, true, '') is null as it",
                "select schema_to_xml('gold', true, true, '') is null as it",
                "select database_to_xml(true, true, '') is null as it",
                "select count(*) as it from ts_stat('select cast(''a'' as tsvector)')",
                "select ts_rewrite('a', 'select cast(''a'' as tsquery), cast(''b'' as tsquery)') as it")) {
            assertThat(asked(visitor("data_engineer"), hidden).body())
                    .as(hidden)
                    .contains("SQLSTATE 42501");
        }
    }

    @Test
    void aQuestionThatTakesTooLongIsEndedWhateverItWasExpectedToCost() {
        long began = WallClock.nanos();
        HttpResponse<String> ended = asked(visitor("data_engineer"), "select 1 as one from pg_sleep(30)");

        assertThat(Duration.ofNanos(WallClock.nanos() - began)).isLessThan(Duration.ofSeconds(15));
        assertThat(ended.statusCode()).isEqualTo(422);
        assertThat(ended.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(ended.body()).contains("ended after 10 seconds");
    }

    private static HttpResponse<String> asked(Visitor who, String sql) {
        return who.post("/api/v1/sql", JSON.createObjectNode().put("sql", sql).toString());
    }
}
