package org.wardflow.proof.docs;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.wardflow.flow.contract.BronzeSource;
import org.wardflow.flow.contract.Contract;
import org.wardflow.flow.contract.ContractColumn;
import org.wardflow.lake.TableName;

/** The data model in Markdown, from the contracts. */
record TablesText(List<Contract> contracts) {
    private static final List<String> LAYERS = List.of("bronze", "silver", "gold");

    /** The gold tables; a column named as another table's only key column points at that table. */
    String star() {
        StringBuilder text = new StringBuilder("\n```mermaid\nerDiagram\n");
        for (Contract to : layer("gold")) {
            for (Contract from : layer("gold")) {
                if (pointsAt(from, to)) {
                    text.append("  %s ||--o{ %s : %s\n"
                            .formatted(
                                    to.table().name(),
                                    from.table().name(),
                                    to.primaryKey().get(0)));
                }
            }
        }
        for (Contract table : layer("gold")) {
            text.append("  ").append(table.table().name()).append(" {\n");
            for (ContractColumn column : table.columns()) {
                String role = column.primaryKey() ? " PK" : isPointer(table, column) ? " FK" : "";
                if (!role.isEmpty() || !column.classification().identifies()) {
                    text.append("    %s %s%s\n".formatted(column.type(), column.name(), role));
                }
            }
            text.append("  }\n");
        }
        return text.append("```\n\n").toString();
    }

    /** Each table: purpose, source or inputs, columns. */
    String tables(Map<String, List<String>> inputs) {
        StringBuilder text = new StringBuilder("\n");
        for (String layer : LAYERS) {
            for (Contract table : layer(layer)) {
                text.append("### ").append(table.table()).append("\n\n").append(sentence(table.purpose()));
                table.source().ifPresent(source -> text.append(" ").append(from(source)));
                List<String> read = inputs.getOrDefault(table.table().toString(), List.of());
                if (!read.isEmpty()) {
                    text.append(" Made from ").append(code(read)).append(".");
                }
                if (!table.primaryKey().isEmpty()) {
                    text.append(" Key: ").append(code(table.primaryKey())).append(".");
                }
                text.append("\n\n");
                text.append("| column | type | class | what it is |\n|---|---|---|---|\n");
                for (ContractColumn column : table.columns()) {
                    text.append("| `%s` | %s%s | %s | %s |\n"
                            .formatted(
                                    column.name(),
                                    column.type(),
                                    column.required() ? "" : ", may be empty",
                                    lower(column.classification()),
                                    column.description().replace("|", "\\|")));
                }
                text.append("\n");
            }
        }
        return text.toString();
    }

    /** A file of a table's folder, relative to {@code docs}. */
    static String path(TableName table, String file) {
        return "../hospital/src/main/resources/wardflow/%s/%s/%s".formatted(table.layer(), table.name(), file);
    }

    static String lower(Enum<?> word) {
        return word.name().toLowerCase(Locale.ROOT);
    }

    static String sentence(String text) {
        String trimmed = text.strip();
        return trimmed.isEmpty() || trimmed.endsWith(".") ? trimmed : trimmed + ".";
    }

    private static String from(BronzeSource source) {
        return "Comes from the %s `%s`.".formatted(lower(source.kind()), source.name());
    }

    private static String code(List<String> names) {
        return "`" + String.join("`, `", names) + "`";
    }

    private List<Contract> layer(String layer) {
        return contracts.stream()
                .filter(contract -> contract.table().layer().equals(layer))
                .toList();
    }

    private boolean isPointer(Contract table, ContractColumn column) {
        return layer("gold").stream()
                .anyMatch(to -> pointsAt(table, to) && to.primaryKey().get(0).equals(column.name()));
    }

    private static boolean pointsAt(Contract from, Contract to) {
        return !from.table().equals(to.table())
                && to.primaryKey().size() == 1
                && !from.primaryKey().equals(to.primaryKey())
                && from.column(to.primaryKey().get(0)).isPresent();
    }
}
