package org.wardflow.flow.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.wardflow.lake.Column;
import org.wardflow.lake.ColumnType;
import org.wardflow.lake.TableName;

class ContractTest {
    private static final TableName TABLE = TableName.parse("silver.visit");

    static final String GOOD = """
            apiVersion: v3.1.0
            kind: DataContract
            id: silver.visit
            version: 1.0.0
            status: active
            description: {purpose: "A row a visit."}
            schema:
              - name: visit
                logicalType: object
                properties:
                  - {name: visit_id, physicalType: STRING, primaryKey: true, classification: phi}
                  - {name: minutes, physicalType: BIGINT, description: "length, minutes"}
                  - {name: findings, physicalType: STRING}
                  - {name: quarantine_rule, physicalType: STRING}
                quality:
                  - {id: too_long, type: custom, engine: wardflow, severity: error,
                     implementation: {when: "minutes > 9", action: repair, set: {minutes: "9"}}}
                  - {id: one_row, type: sql, query: "select 1 from visit having count(*) > 1", mustBe: 0}
                  - {id: overlap, type: custom, engine: wardflow, severity: warning,
                     implementation: {model: silver.finding, action: flag}}
            customProperties:
              - {property: keyFilters, value: [[minutes]]}
              - {property: sortedBy, value: [minutes, visit_id]}
            """;

    @Test
    void aContractIsReadWhole() {
        Contract contract = Contract.parse(TABLE, "f", GOOD);
        assertThat(contract.lakeColumns())
                .startsWith(
                        new Column("visit_id", ColumnType.STRING, true, true),
                        new Column("minutes", ColumnType.BIGINT, false, false));
        assertThat(contract.primaryKey()).containsExactly("visit_id");
        assertThat(contract.keyFilters()).isEqualTo(List.of(List.of("minutes")));
        assertThat(contract.sortedBy()).containsExactly("minutes", "visit_id");
        assertThat(contract.rowRules()).singleElement().satisfies(rule -> {
            assertThat(rule.action()).isEqualTo(Rule.Action.REPAIR);
            assertThat(rule.set()).isEqualTo(Map.of("minutes", "9"));
        });
        assertThat(contract.rules()).hasSize(3);
    }

    @Test
    void everyProblemIsNamedWithItsPlace() {
        String bad = GOOD.replace("v3.1.0", "v2")
                .replace("physicalType: BIGINT", "physicalType: FLOAT")
                .replace("classification: phi", "classification: secret")
                .replace("set: {minutes: \"9\"}", "set: {hours: \"9\"}")
                .replace("severity: warning", "severety: warning")
                .replace("[[minutes]]", "[[hours]]")
                .replace("mustBe: 0", "mustBe: none");
        assertThatThrownBy(() -> Contract.parse(TABLE, "silver/visit/contract.yaml", bad))
                .hasMessageStartingWith("WARDFLOW-4001 CONTRACT_INVALID: The contract of silver.visit cannot be used")
                .hasMessageContaining("silver/visit/contract.yaml")
                .hasMessageContaining("apiVersion: must be v3.1.0")
                .hasMessageContaining("schema[0].properties[1].physicalType: is FLOAT, known are [string, boolean")
                .hasMessageContaining("schema[0].properties[0].classification: is secret")
                .hasMessageContaining("schema[0].quality[0].implementation.set: no column hours")
                .hasMessageContaining("schema[0].quality[2]: unknown name severety")
                .hasMessageContaining("schema[0].quality[2].severity: is missing")
                .hasMessageContaining("schema[0].quality[1].mustBe: must be a number")
                .hasMessageContaining("customProperties.keyFilters[0]: no column hours");
    }

    @Test
    void whatIsNoContractIsRefused() {
        for (String text : List.of("", "a", "[1]", "a: {", "a: 1\na: 2", "!!javax.script.ScriptEngineManager []")) {
            assertThatThrownBy(() -> Contract.parse(TABLE, "f", text)).hasMessageContaining("CONTRACT_INVALID");
        }
    }

    @Test
    void rowRulesNeedTheirColumns() {
        assertThatThrownBy(
                        () -> Contract.parse(TABLE, "f", GOOD.replace("- {name: findings, physicalType: STRING}", "")))
                .hasMessageContaining("row rules need a column findings STRING");
    }

    @Test
    void onlyBronzeHasASource() {
        assertThatThrownBy(() -> Contract.parse(
                        TABLE, "f", GOOD + "  - {property: source, value: {kind: topic, name: visit}}\n"))
                .hasMessageContaining("only a bronze table has a source");
    }
}
