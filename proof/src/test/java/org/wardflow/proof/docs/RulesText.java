package org.wardflow.proof.docs;

import java.util.List;
import org.wardflow.flow.contract.Contract;
import org.wardflow.flow.contract.Rule;

/** The quality rules in Markdown, from the contracts. */
record RulesText(List<Contract> contracts) {
    /** One line a rule, in the contracts' order. */
    String overview() {
        StringBuilder text = new StringBuilder("\n| rule | action | severity | table |\n|---|---|---|---|\n");
        for (Contract contract : contracts) {
            for (Rule rule : contract.rules()) {
                if (rule instanceof Rule.OfRow row) {
                    text.append(line(contract, row.id(), TablesText.lower(row.action()), row.severity()));
                } else if (rule instanceof Rule.OfModel model) {
                    text.append(line(contract, model.id(), TablesText.lower(model.action()), model.severity()));
                }
            }
        }
        return text.append("\n").toString();
    }

    /** A section a rule. */
    String rules() {
        StringBuilder text = new StringBuilder("\n");
        for (Contract contract : contracts) {
            for (Rule rule : contract.rules()) {
                if (rule instanceof Rule.OfRow row) {
                    heading(text, row);
                    text.append("When, over the row as it was sent:\n\n```sql\n")
                            .append(row.when().strip())
                            .append("\n```\n\n");
                    if (!row.set().isEmpty()) {
                        text.append("Then:\n\n```sql\n");
                        row.set().entrySet().stream()
                                .sorted(java.util.Map.Entry.comparingByKey())
                                .forEach(set -> text.append(set.getKey())
                                        .append(" := ")
                                        .append(set.getValue().strip())
                                        .append("\n"));
                        text.append("```\n\n");
                    }
                    text.append("Where: [contract](%s) of `%s`.\n\n"
                            .formatted(TablesText.path(contract.table(), "contract.yaml"), contract.table()));
                } else if (rule instanceof Rule.OfModel model) {
                    heading(text, model);
                    text.append("Where: [model](%s) of `%s`.\n\n"
                            .formatted(TablesText.path(model.model(), "model.sql"), model.model()));
                }
            }
        }
        return text.toString();
    }

    /** What must hold of whole tables. */
    String expectations() {
        StringBuilder text = new StringBuilder("\n| table | expectation | the query finds |\n|---|---|---|\n");
        for (Contract contract : contracts) {
            for (Rule rule : contract.rules()) {
                if (rule instanceof Rule.Expectation expectation) {
                    String what = expectation.description().isBlank() ? expectation.id() : expectation.description();
                    text.append("| `%s` | %s | %s rows |\n".formatted(contract.table(), what, expectation.mustBe()));
                }
            }
        }
        return text.append("\n").toString();
    }

    private static String line(Contract contract, String rule, String action, String severity) {
        return "| [`%s`](#%s) | %s | %s | `%s` |\n".formatted(rule, rule, action, severity, contract.table());
    }

    private static void heading(StringBuilder text, Rule rule) {
        text.append("### ").append(rule.id()).append("\n\n");
        text.append(TablesText.sentence(rule.description())).append("\n\n");
    }
}
