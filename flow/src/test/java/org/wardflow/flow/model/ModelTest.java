package org.wardflow.flow.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.wardflow.core.WardflowException;
import org.wardflow.flow.contract.Contract;
import org.wardflow.flow.contract.Rule;
import org.wardflow.lake.TableName;
import org.wardflow.lake.TableSpec;

class ModelTest {
    private static final Contract EVENT = contract("bronze.event", "id STRING", "person STRING", "n INT");
    private static final Contract LINK = contract("silver.link", "old STRING*", "person STRING");
    private static final Contract VISIT = contract("silver.visit", "id STRING*", "person STRING", "n INT");

    @Test
    void aHeaderIsReadWhole() {
        Model model = Model.parse(VISIT, "f", """
                -- A visit.
                -- kind:   keyed
                -- key:    id, person
                -- input:  bronze.event
                -- input:  silver.link by person
                -- input:  silver.day whole
                -- keys from silver.day: select id, person
                --     from bronze.event where n is null
                -- keys from silver.day since sent_ts >= first_ts: select id, person from bronze.event
                -- keys from silver.link via bronze.event on person = old and id = x
                -- keys from silver.link: all
                -- keys from codes.unit: all
                -- lookup: codes.unit
                select 1
                """);
        assertThat(model.kind()).isEqualTo(Model.Kind.KEYED);
        assertThat(model.key()).containsExactly("id", "person");
        assertThat(model.inputs())
                .containsExactly(
                        new Input(TableName.parse("bronze.event"), new Input.ByKey()),
                        new Input(TableName.parse("silver.link"), new Input.ByPart(List.of("person"))),
                        new Input(TableName.parse("silver.day"), new Input.Whole()));
        assertThat(model.keysFrom())
                .containsExactly(
                        new KeysFrom.Select(
                                TableName.parse("silver.day"),
                                "select id, person from bronze.event where n is null",
                                Optional.empty()),
                        new KeysFrom.Select(
                                TableName.parse("silver.day"),
                                "select id, person from bronze.event",
                                Optional.of(new KeysFrom.Since("sent_ts", "first_ts"))),
                        new KeysFrom.Via(
                                TableName.parse("silver.link"),
                                TableName.parse("bronze.event"),
                                List.of("person", "id"),
                                List.of("old", "x")),
                        new KeysFrom.All(TableName.parse("silver.link")));
        assertThat(model.lookups()).containsExactly("unit");
    }

    @Test
    void everyProblemOfAHeaderIsNamed() {
        assertThatThrownBy(() -> Model.parse(VISIT, "silver/visit/model.sql", """
                        -- kind: view
                        -- inputs: bronze.event
                        -- input: event
                        -- input: bronze.event with id
                        -- lookup: unit
                        -- keys from codes.unit: select 1
                        -- keys from silver.link via bronze.event
                        select 1
                        """))
                .hasMessageStartingWith("WARDFLOW-4002 MODEL_INVALID: The model of silver.visit cannot be used")
                .hasMessageContaining("kind is keyed or full, found view")
                .hasMessageContaining("unknown header line: inputs: bronze.event")
                .hasMessageContaining("a table is layer.name in lower snake case, found event")
                .hasMessageContaining("an input is: layer.name")
                .hasMessageContaining("a lookup is codes.name, found unit")
                .hasMessageContaining("a change of codes.unit recomputes all")
                .hasMessageContaining("expected keys from TABLE via INPUT on column = column")
                .hasMessageContaining("the header names no key");
    }

    @Test
    void whatIsNoFunctionOfTheInputsIsRefusedWithItsLine() {
        Rule tooOld = new Rule.OfRow(
                "too_old", "", "error", Rule.Action.REPAIR, "sent_ts < now()", Map.of("id", "cast(uuid() as string)"));
        Rule none = new Rule.Expectation("none", "", "select 1 from visit where sent_ts > current_timestamp", 0);
        Contract judged = new Contract(
                VISIT.table(),
                "1.0.0",
                "",
                VISIT.columns(),
                List.of(),
                List.of(),
                List.of(tooOld, none),
                VISIT.source(),
                "");
        assertThatThrownBy(() -> Model.parse(judged, "silver/visit/model.sql", """
                        -- key: id
                        -- keys from silver.day: select id from bronze.event where sent_ts < current_date
                        select id, -- now() is explained here
                            random() as person
                        """))
                .hasMessageStartingWith("WARDFLOW-4002 MODEL_INVALID: The model of silver.visit cannot be used")
                .hasMessageContaining("silver/visit/model.sql\n           line 4: random: the same rows")
                .hasMessageContaining("keys from silver.day, line 1: current_date: time comes in as data")
                .hasMessageContaining("rule too_old of its contract, when, line 1: now: time comes in as data")
                .hasMessageContaining("rule too_old of its contract, set id, line 1: uuid: the same rows")
                .hasMessageContaining("rule none of its contract, query, line 1: current_timestamp: time comes")
                .hasMessageNotContaining("line 3");
    }

    @Test
    void modelsRunAfterWhatTheyRead() {
        Model visit = Model.parse(VISIT, "f", """
                -- key: id
                -- input: bronze.event
                -- input: silver.link whole
                -- keys from silver.link via bronze.event on person = old
                select 1 from bronze.event, silver.link
                """);
        Model link = Model.parse(LINK, "f", """
                -- key: old, person
                -- input: bronze.event by person
                -- input: bronze.other
                select 1 from bronze.event, bronze.other
                """);
        ModelGraph graph = graph(visit, link);
        assertThat(graph.inOrder().stream().map(model -> model.table().name())).containsExactly("link", "visit");
        assertThat(graph.spec(EVENT.table()).keyFilters()).containsExactlyInAnyOrder(List.of("person"), List.of("id"));
        TableSpec spec = graph.spec(LINK.table());
        assertThat(spec.keyFilters()).containsExactly(List.of("old", "person"), List.of("person"));
        assertThat(spec.sortedBy()).isEmpty();
    }

    @Test
    void whatDoesNotFitTogetherIsNamed() {
        assertThat(problems("-- key: id\n-- input: bronze.event\nselect 1 from bronze.event, silver.link"))
                .contains("reads silver.link, which its header does not declare");
        assertThat(problems("-- key: id\n-- input: bronze.event\nselect 1"))
                .contains("declares bronze.event, but does not read it");
        assertThat(problems("-- key: id\n-- input: gold.none\nselect 1 from gold.none"))
                .contains("reads gold.none, which is no other table");
        assertThat(problems("-- key: id\n-- input: silver.link\nselect 1 from silver.link"))
                .contains("input silver.link: silver.link has no column id");
        assertThat(problems("-- key: hour\n-- input: bronze.event\nselect 1 from bronze.event"))
                .contains("its key: silver.visit has no column hour");
        assertThat(problems("-- key: id\n-- input: bronze.event by person\nselect 1 from bronze.event"))
                .contains("by person, which is no column of the key")
                .contains("but no input has the whole key");
        assertThat(problems("-- key: id\n-- input: bronze.event whole\nselect 1 from bronze.event"))
                .contains("reads bronze.event whole, but has no line keys from bronze.event");
        assertThat(problems("""
                        -- key: id
                        -- input: bronze.event
                        -- input: silver.link whole
                        -- keys from silver.link since n >= person: select id from silver.link
                        select 1 from bronze.event, silver.link
                        """)).contains("since is for a SELECT of one other table, found silver.link");
        assertThat(problems("""
                        -- key: id
                        -- input: bronze.event
                        -- input: silver.link whole
                        -- keys from silver.link since n >= person: select id from bronze.event
                        select 1 from bronze.event, silver.link
                        """))
                .contains("since n, which is no TIMESTAMP of bronze.event")
                .contains("since person, which is no TIMESTAMP of silver.link");
        assertThat(problems("-- key: id\n-- lookup: codes.none\nselect 1 from codes.none"))
                .contains("looks up codes.none, which is no code table");
        assertThat(problems("-- key: n\n-- input: bronze.other\nselect 1 from bronze.other"))
                .contains("input bronze.other has another type of n");
        assertThat(problems("""
                        -- key: id
                        -- input: bronze.event
                        -- input: bronze.other whole
                        -- keys from bronze.other via bronze.event on person = n and id = old
                        select 1 from bronze.event, bronze.other
                        """))
                .contains("keys from bronze.other via bronze.event: person and n have different types")
                .doesNotContain("id and old");
    }

    /** Reading a wide table for two of its columns is most of what a small batch costs. */
    @Test
    void columnsThatAModelDoesNotNameAreNotRead() {
        Model link = Model.parse(LINK, "f", "-- key: old\n-- input: bronze.other\nselect 1 from bronze.other");
        Model some = Model.parse(VISIT, "f", "-- key: id\n-- input: bronze.event\nselect e.* from bronze.event e");
        assertThat(graph(some, link).names(some, "person"))
                .as("a column of the contract")
                .isTrue();
        assertThat(graph(some, link).names(some, "payload")).isFalse();
        for (String all : List.of(
                "select * from bronze.event",
                "select distinct * from bronze.event",
                "with d as (select distinct e.* from bronze.event e) select id from d",
                "select x.* from bronze.event as x union select y.* from bronze.event y",
                "select event.* from bronze.event intersect select 1")) {
            Model star = Model.parse(VISIT, "f", "-- key: id\n-- input: bronze.event\n" + all);
            assertThat(graph(star, link).names(star, "payload")).as(all).isTrue();
        }
    }

    @Test
    void aCircleIsRefused() {
        assertThatThrownBy(() -> graph(
                        Model.parse(VISIT, "f", "-- kind: full\n-- input: silver.link\nselect 1 from silver.link"),
                        Model.parse(LINK, "f", "-- kind: full\n-- input: silver.visit\nselect 1 from silver.visit")))
                .hasMessageContaining("models read each other in a circle, among [silver.link, silver.visit]");
    }

    @Test
    void theWrapperCastsAndJudges() {
        Contract contract = Contract.parse(
                TableName.parse("silver.visit"),
                "f",
                yaml("silver.visit", Stream.of("id STRING*", "n INT", "findings STRING", "quarantine_rule STRING"))
                        + """
                              quality:
                                - {id: low, type: custom, engine: wardflow, severity: x, implementation: {when: "n < 0", action: repair, set: {n: "0"}}}
                                - {id: high, type: custom, engine: wardflow, severity: x, implementation: {when: "n > 9", action: quarantine}}
                          """);
        Model model = Model.parse(contract, "f", "-- key: id\nselect 'a' as id, 1 as n;\n");
        assertThat(ModelSql.of(model, (expression, type) -> expression + "::" + type)
                        .replaceAll("\\s+", " "))
                .isEqualTo("select id::STRING as id, case when wardflow_hit_low then (0) else n end::INT as n, "
                        + "'|' || nullif(concat_ws('|', case when wardflow_hit_low then 'low' end, "
                        + "case when wardflow_hit_high then 'high' end), '') || '|'::STRING as findings, "
                        + "case when wardflow_hit_high then 'high' else null end::STRING as quarantine_rule from "
                        + "(select wardflow_model.*, coalesce(n < 0, false) as wardflow_hit_low, "
                        + "coalesce(n > 9, false) as wardflow_hit_high from (-- key: id select 'a' as id, 1 as n ) "
                        + "as wardflow_model) as wardflow_judged");
    }

    private static String problems(String sql) {
        try {
            graph(Model.parse(VISIT, "f", sql), Model.parse(LINK, "f", "-- key: old\n-- kind: full\nselect 1"));
            return "";
        } catch (WardflowException e) {
            return e.found();
        }
    }

    private static ModelGraph graph(Model... models) {
        Map<TableName, Contract> contracts = new TreeMap<>();
        Map<TableName, Model> byName = new TreeMap<>();
        Stream.of(EVENT, LINK, VISIT, contract("bronze.other", "old STRING", "person STRING", "n BIGINT"))
                .forEach(contract -> contracts.put(contract.table(), contract));
        Stream.of(models).forEach(model -> byName.put(model.table(), model));
        return ModelGraph.of(contracts, byName, Set.of("unit"));
    }

    private static Contract contract(String table, String... columns) {
        String source = table.startsWith("bronze")
                ? "customProperties: [{property: source, value: {kind: topic, name: x}}]\n"
                : "";
        return Contract.parse(TableName.parse(table), "f", yaml(table, Stream.of(columns)) + source);
    }

    /** @param columns {@code name TYPE}, with a star for the primary key */
    private static String yaml(String table, Stream<String> columns) {
        return """
                apiVersion: v3.1.0
                kind: DataContract
                id: %s
                version: 1.0.0
                status: active
                description: {purpose: "x"}
                schema:
                  - name: %s
                    properties:
                """.formatted(table, TableName.parse(table).name())
                + columns.map(column -> column.split(" ", -1))
                        .map(words -> "      - {name: %s, physicalType: %s, primaryKey: %s}\n"
                                .formatted(words[0], words[1].replace("*", ""), words[1].endsWith("*")))
                        .collect(Collectors.joining());
    }
}
