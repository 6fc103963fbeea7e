package org.wardflow.flow.cycle.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.wardflow.flow.contract.Contract;
import org.wardflow.flow.model.Model;
import org.wardflow.flow.model.ModelGraph;
import org.wardflow.lake.TableName;

class AgendaTest {
    private final TreeMap<TableName, Contract> contracts = new TreeMap<>();
    private final TreeMap<TableName, Model> models = new TreeMap<>();

    /** As in a relay, the longest leg starts first. */
    @Test
    void aModelWaitsForItsInputsAndTheLongestChainGoesFirst() {
        bronze("bronze.event");
        model("silver.a_leaf", "bronze.event");
        model("silver.message", "bronze.event");
        model("silver.visit", "silver.message");
        model("gold.visit", "silver.visit", "silver.a_leaf");
        Agenda agenda = new Agenda(ModelGraph.of(contracts, models, Set.of()), new Pace());
        Model message = agenda.next().orElseThrow();
        Model leaf = agenda.next().orElseThrow();
        assertThat(List.of(message.table(), leaf.table()))
                .containsExactly(TableName.parse("silver.message"), TableName.parse("silver.a_leaf"));
        assertThat(agenda.next()).isEmpty();
        agenda.done(message);
        Model visit = agenda.next().orElseThrow();
        assertThat(visit.table()).hasToString("silver.visit");
        agenda.done(visit);
        assertThat(agenda.next()).as("gold.visit still waits for the leaf").isEmpty();
        assertThat(agenda.isOver()).isFalse();
        agenda.done(leaf);
        Model last = agenda.next().orElseThrow();
        agenda.done(last);
        assertThat(last.table()).hasToString("gold.visit");
        assertThat(agenda.isOver()).isTrue();
    }

    @Test
    void ofTwoChainsTheOneThatTakesLongerGoesFirst() {
        bronze("bronze.event");
        model("silver.a_first", "bronze.event");
        model("silver.a_second", "silver.a_first");
        model("silver.slow", "bronze.event");
        Pace pace = new Pace();
        pace.took(TableName.parse("silver.a_first"), 10);
        pace.took(TableName.parse("silver.a_second"), 10);
        pace.took(TableName.parse("silver.slow"), 25);
        Agenda agenda = new Agenda(ModelGraph.of(contracts, models, Set.of()), pace);
        assertThat(agenda.next().orElseThrow().table()).hasToString("silver.slow");
        assertThat(agenda.next().orElseThrow().table()).hasToString("silver.a_first");
    }

    @Test
    void whatOneTimeTookMovesThePaceByAQuarterOfTheWay() {
        Pace pace = new Pace();
        TableName model = TableName.parse("silver.slow");
        assertThat(pace.of(model)).isEqualTo(1);
        pace.took(model, 100);
        pace.took(model, 300);
        assertThat(pace.of(model)).isEqualTo(150);
        pace.took(model, 50);
        assertThat(pace.of(model)).isEqualTo(125);
    }

    @Test
    void everyModelComesOnce() {
        bronze("bronze.event");
        model("silver.one", "bronze.event");
        model("silver.two", "bronze.event", "silver.one");
        Agenda agenda = new Agenda(ModelGraph.of(contracts, models, Set.of()), new Pace());
        List<String> order = new ArrayList<>();
        while (!agenda.isOver()) {
            Optional<Model> next = agenda.next();
            next.ifPresent(model -> order.add(model.table().toString()));
            next.ifPresent(agenda::done);
        }
        assertThat(order).containsExactly("silver.one", "silver.two");
    }

    private void bronze(String name) {
        contract(name, "customProperties: [{property: source, value: {kind: topic, name: x}}]\n");
    }

    private Contract contract(String name, String more) {
        TableName table = TableName.parse(name);
        Contract contract = Contract.parse(table, "f", """
                apiVersion: v3.1.0
                kind: DataContract
                id: %s
                version: 1.0.0
                status: active
                description: {purpose: "x"}
                schema:
                  - name: %s
                    properties:
                      - {name: id, physicalType: STRING, primaryKey: true}
                """.formatted(table, table.name()) + more);
        contracts.put(table, contract);
        return contract;
    }

    private void model(String name, String... inputs) {
        StringBuilder sql = new StringBuilder("-- key: id\n");
        for (String input : inputs) {
            sql.append("-- input: ").append(input).append('\n');
        }
        sql.append("select 1 from ").append(String.join(", ", inputs));
        Model model = Model.parse(contract(name, ""), "f", sql.toString());
        models.put(model.table(), model);
    }
}
