package org.wardflow.app.quality.internal;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.wardflow.app.quality.QualityReport.RuleCount;
import org.wardflow.app.workspace.Workspace;
import org.wardflow.flow.content.Content;
import org.wardflow.flow.contract.Contract;
import org.wardflow.flow.contract.Rule;
import org.wardflow.flow.read.KnownAt;
import org.wardflow.flow.read.Reader;
import org.wardflow.lake.TableName;

/** What each rule of the contracts found. */
final class RuleFigures {
    private static final TableName MESSAGES = new TableName("silver", "patient_flow_message");
    private static final String COUNTED = """
            select r.rule_id, cast(sum(r.findings) as bigint) from gold.quality_result r group by r.rule_id
            union all
            select d.rule_id, cast(sum(d.copies - 1) as bigint) from silver.delivery_finding d group by d.rule_id""";

    /** Tables whose rows come from elsewhere than the topic patient-flow. */
    private static final Map<String, String> SOURCES = Map.of(
            "vital_sign", "vital-sign",
            "patient_record", "patients",
            "department_observation", "department",
            "doctor", "doctors",
            "row_without_key", "extracts");

    private final Content content;
    private final Reader reader;
    private final KnownAt at;

    RuleFigures(Workspace workspace, KnownAt at) {
        this.content = workspace.content();
        this.reader = workspace.reader();
        this.at = at;
    }

    /** All rules, in the order of their tables and contracts. */
    List<RuleCount> all() {
        Map<String, Long> counted = Measurement.counts(reader, at, COUNTED);
        Map<String, Long> held = Measurement.counts(
                reader, at, "select q.rule_id, count(*) from silver.quarantine q group by q.rule_id");
        List<RuleCount> rules = new ArrayList<>();
        for (Contract contract : content.contracts().values()) {
            Map<String, Long> ofRows = contract.rowRules().isEmpty() ? Map.of() : ofRows(contract);
            for (Rule rule : contract.rules()) {
                long inQuarantine = held.getOrDefault(rule.id(), 0L);
                long findings = ofRows.getOrDefault(rule.id(), counted.getOrDefault(rule.id(), inQuarantine));
                count(contract, rule, findings, inQuarantine).ifPresent(rules::add);
            }
        }
        rules.sort(Comparator.comparing(RuleCount::source).thenComparing(rule -> -rule.findings()));
        return rules;
    }

    private static Optional<RuleCount> count(Contract contract, Rule rule, long findings, long held) {
        String source = SOURCES.getOrDefault(contract.table().name(), "patient-flow");
        if (rule instanceof Rule.OfRow row) {
            return Optional.of(new RuleCount(
                    row.id(), source, word(row.action()), row.severity(), row.description(), findings, held));
        }
        if (rule instanceof Rule.OfModel model) {
            return Optional.of(new RuleCount(
                    model.id(), source, word(model.action()), model.severity(), model.description(), findings, held));
        }
        return Optional.empty();
    }

    /** Rows that each row rule hit; gold counts them too, except a steward's decisions, and of patient-flow its count is taken. */
    private Map<String, Long> ofRows(Contract contract) {
        String sql = "select unnest(string_split(trim(t.findings, '|'), '|')) as rule_id, 1 as one from %s t"
                .formatted(contract.table());
        Map<String, Long> found =
                Measurement.counts(reader, at, "select rule_id, count(*) from (" + sql + ") as hits group by rule_id");
        if (contract.table().equals(MESSAGES)) {
            found.keySet().retainAll(List.of("discarded"));
        }
        return found;
    }

    private static String word(Rule.Action action) {
        return action.name().toLowerCase(Locale.ROOT);
    }
}
