package org.wardflow.flow.content.internal;

import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.wardflow.flow.content.AccessPolicy;
import org.wardflow.flow.content.AccessPolicy.Coarse;
import org.wardflow.flow.content.AccessPolicy.Mask;
import org.wardflow.flow.content.AccessPolicy.Reach;
import org.wardflow.flow.content.AccessPolicy.Right;
import org.wardflow.flow.content.AccessPolicy.Role;
import org.wardflow.flow.content.AccessPolicy.Rows;
import org.wardflow.flow.contract.ContractColumn.Classification;
import org.wardflow.flow.contract.internal.YamlNode;
import org.wardflow.lake.TableName;

/** Reads {@code policy.yaml}; IllegalArgumentException names every problem in what is YAML. */
final class PolicyParser {
    static final String FILE = "policy.yaml";

    private static final List<Classification> MASKED =
            List.of(Classification.DEMOGRAPHIC, Classification.PSEUDONYM, Classification.PHI);

    private PolicyParser() {}

    static AccessPolicy parse(String file, String text) {
        YamlNode document = YamlNode.document(file, text);
        document.allowOnly(List.of("roles", "tables", "elsewhere", "generalised"));
        SortedMap<String, Role> roles = new TreeMap<>();
        document.at("roles").children().forEach((name, node) -> roles.put(name, role(name, node)));
        AccessPolicy policy = new AccessPolicy(
                roles,
                byTable(document.at("tables"), node -> node.word(Rows.class, null)),
                byTable(document.at("elsewhere"), PolicyParser::places),
                document.at("generalised").children().entrySet().stream()
                        .collect(Collectors.toMap(
                                Map.Entry::getKey,
                                entry -> entry.getValue().word(Coarse.class, null),
                                (first, second) -> second,
                                TreeMap::new)));
        document.requireNoProblems();
        return policy;
    }

    private static <T> SortedMap<TableName, T> byTable(YamlNode node, Function<YamlNode, T> value) {
        SortedMap<TableName, T> values = new TreeMap<>();
        node.children().forEach((name, child) -> values.put(TableName.parse(name), value.apply(child)));
        return values;
    }

    /** The column that tells the place, by the column that is seen of it. */
    private static Map<String, String> places(YamlNode node) {
        Map<String, String> places = new TreeMap<>();
        node.children().forEach((place, columns) -> {
            for (String column : texts(columns)) {
                if (places.put(column, place) != null) {
                    columns.problem(column + " is of one place");
                }
            }
        });
        return places;
    }

    private static Role role(String name, YamlNode node) {
        node.allowOnly(List.of("description", "rows", "columns", "whole", "rights"));
        if (!name.matches("[a-z][a-z_]{0,30}")) {
            node.problem("a role is named in lower snake case");
        }
        YamlNode columns = node.at("columns");
        columns.allowOnly(MASKED.stream()
                .map(value -> value.name().toLowerCase(Locale.ROOT))
                .toList());
        Map<Classification, Mask> masks = new EnumMap<>(Classification.class);
        for (Classification classification : MASKED) {
            masks.put(
                    classification,
                    columns.at(classification.name().toLowerCase(Locale.ROOT)).word(Mask.class, null));
        }
        return new Role(
                name,
                node.at("description").text(),
                node.at("rows").word(Reach.class, null),
                masks,
                texts(node.at("whole")),
                node.at("rights").list().stream()
                        .map(right -> right.word(Right.class, null))
                        .collect(Collectors.toSet()));
    }

    private static List<String> texts(YamlNode node) {
        return node.list().stream().map(YamlNode::text).toList();
    }
}
