package org.wardflow.flow.contract.internal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.wardflow.core.ErrorCode;
import org.wardflow.core.WardflowException;
import org.wardflow.flow.contract.BronzeSource;
import org.wardflow.flow.contract.Contract;
import org.wardflow.flow.contract.ContractColumn;
import org.wardflow.flow.contract.Rule;
import org.wardflow.lake.ColumnType;
import org.wardflow.lake.TableName;

/** Reads a {@code contract.yaml} and reports all of its problems at once. */
public final class ContractParser {
    private static final Pattern ATTRIBUTE = Pattern.compile("[A-Za-z0-9_-]{1,64}");
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,62}");
    private static final List<String> DOCUMENT = List.of(
            "apiVersion",
            "kind",
            "id",
            "name",
            "version",
            "status",
            "description",
            "schema",
            "slaProperties",
            "customProperties",
            "tags",
            "team",
            "servers",
            "support",
            "domain",
            "dataProduct",
            "tenant");
    private static final List<String> PROPERTY = List.of(
            "name",
            "physicalType",
            "logicalType",
            "required",
            "primaryKey",
            "classification",
            "description",
            "unique",
            "examples",
            "businessName",
            "quality",
            "logicalTypeOptions",
            "customProperties",
            "authoritativeDefinitions");
    private static final List<String> QUALITY = List.of(
            "id",
            "name",
            "type",
            "engine",
            "description",
            "severity",
            "implementation",
            "query",
            "mustBe",
            "dimension");

    private final TableName table;
    private final String file;
    private final List<String> problems = new ArrayList<>();

    /** @param file the document's name in messages */
    public ContractParser(TableName table, String file) {
        this.table = table;
        this.file = file;
    }

    /** Reads the document; CONTRACT_INVALID with every problem found. */
    public Contract parse(String text) {
        YamlNode document = new YamlNode("", YamlNode.document(file, text).raw().orElse(null), problems);
        document.allowOnly(DOCUMENT);
        expect(document.at("apiVersion"), "v3.1.0");
        expect(document.at("kind"), "DataContract");
        expect(document.at("id"), table.toString());
        String version = document.at("version").text();
        document.at("status").text();
        String purpose = document.at("description").at("purpose").text();
        List<YamlNode> schemas = document.at("schema").list();
        if (schemas.size() != 1) {
            document.at("schema").problem("must have one entry");
        }
        YamlNode schema = schemas.isEmpty() ? document.at("schema").at("") : schemas.get(0);
        YamlNode custom = custom(document);
        List<ContractColumn> columns = schemas.isEmpty() ? List.of() : columns(schema, custom.at("unclassified"));
        List<Rule> rules = schemas.isEmpty() ? List.of() : rules(schema, columns);
        List<List<String>> keyFilters = custom.at("keyFilters").list().stream()
                .map(filter -> names(filter, columns))
                .toList();
        List<String> sortedBy = names(custom.at("sortedBy"), columns);
        Optional<BronzeSource> source = source(custom.at("source"));
        if (!problems.isEmpty()) {
            throw new WardflowException(
                    ErrorCode.CONTRACT_INVALID,
                    "The contract of " + table + " cannot be used",
                    file + "\n           " + String.join("\n           ", problems),
                    "correct the file; docs/models.md says what may stand in it");
        }
        return new Contract(table, version, purpose, columns, keyFilters, sortedBy, rules, source, text);
    }

    private static void expect(YamlNode node, String value) {
        if (!node.text().equals(value)) {
            node.problem("must be " + value);
        }
    }

    private List<ContractColumn> columns(YamlNode schema, YamlNode unclassified) {
        Set<String> masked = new HashSet<>();
        unclassified.list().forEach(name -> masked.add(name.text()));
        expect(schema.at("name"), table.name());
        List<ContractColumn> columns = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (YamlNode property : schema.at("properties").list()) {
            property.allowOnly(PROPERTY);
            String name = property.at("name").text();
            if (!NAME.matcher(name).matches() || !seen.add(name)) {
                property.at("name").problem("must be lower snake case and stand once, found " + name);
            }
            columns.add(new ContractColumn(
                    name,
                    property.at("physicalType").word(ColumnType.class, null),
                    property.at("required").flag() || property.at("primaryKey").flag(),
                    property.at("primaryKey").flag(),
                    property.at("classification")
                            .word(ContractColumn.Classification.class, ContractColumn.Classification.OPERATIONAL),
                    masked.contains(name),
                    property.at("description").optionalText().orElse("")));
        }
        if (columns.isEmpty()) {
            schema.at("properties").problem("must not be empty");
        }
        for (String name : masked) {
            if (columns.stream()
                    .noneMatch(column -> column.name().equals(name)
                            && column.classification() == ContractColumn.Classification.PHI)) {
                unclassified.problem("must be a column of classification phi, found " + name);
            }
        }
        return columns;
    }

    private List<Rule> rules(YamlNode schema, List<ContractColumn> columns) {
        List<Rule> rules = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (YamlNode quality : schema.at("quality").list()) {
            quality.allowOnly(QUALITY);
            String id = quality.at("id").text();
            if (!NAME.matcher(id).matches() || !seen.add(id)) {
                quality.at("id").problem("must be lower snake case and stand once, found " + id);
            }
            rules.add(rule(quality, id, columns));
        }
        if (rules.stream().anyMatch(Rule.OfRow.class::isInstance)) {
            for (String name : List.of(Contract.FINDINGS, Contract.QUARANTINE_RULE)) {
                if (columns.stream()
                        .noneMatch(column -> column.name().equals(name) && column.type() == ColumnType.STRING)) {
                    schema.at("properties").problem("row rules need a column " + name + " STRING");
                }
            }
        }
        return rules;
    }

    private Rule rule(YamlNode quality, String id, List<ContractColumn> columns) {
        String description = quality.at("description").optionalText().orElse("");
        if (quality.at("type").text().equals("sql")) {
            return new Rule.Expectation(
                    id,
                    description,
                    quality.at("query").text(),
                    quality.at("mustBe").number());
        }
        expect(quality.at("type"), "custom");
        expect(quality.at("engine"), "wardflow");
        String severity = quality.at("severity").text();
        YamlNode how = quality.at("implementation");
        Rule.Action action = how.at("action").word(Rule.Action.class, null);
        if (how.at("model").isPresent()) {
            how.allowOnly(List.of("model", "action"));
            return new Rule.OfModel(id, description, severity, action, tableName(how.at("model")));
        }
        how.allowOnly(List.of("when", "action", "set"));
        Map<String, String> set = how.at("set").texts();
        if ((action == Rule.Action.REPAIR) == set.isEmpty()) {
            how.at("set").problem("stands with action repair, and only there");
        }
        if (action == Rule.Action.DROP) {
            how.at("action").problem("a row rule cannot drop");
        }
        set.keySet().stream()
                .filter(name ->
                        columns.stream().noneMatch(column -> column.name().equals(name)))
                .forEach(name -> how.at("set").problem("no column " + name));
        return new Rule.OfRow(id, description, severity, action, how.at("when").text(), set);
    }

    private TableName tableName(YamlNode node) {
        try {
            return TableName.parse(node.text());
        } catch (IllegalArgumentException e) {
            node.problem("must be layer.name in lower snake case");
            return table;
        }
    }

    private YamlNode custom(YamlNode document) {
        Map<String, Object> properties = new HashMap<>();
        for (YamlNode property : document.at("customProperties").list()) {
            property.allowOnly(List.of("property", "value", "description"));
            String name = property.at("property").text();
            if (!Set.of("keyFilters", "sortedBy", "source", "unclassified").contains(name)) {
                property.at("property").problem("unknown property " + name);
            }
            property.at("value").raw().ifPresent(value -> properties.put(name, value));
        }
        return new YamlNode("customProperties", properties, problems);
    }

    private static List<String> names(YamlNode list, List<ContractColumn> columns) {
        List<String> names = list.list().stream().map(YamlNode::text).toList();
        names.stream()
                .filter(name ->
                        columns.stream().noneMatch(column -> column.name().equals(name)))
                .forEach(name -> list.problem("no column " + name));
        return names;
    }

    private Optional<BronzeSource> source(YamlNode source) {
        if (!table.layer().equals("bronze")) {
            if (source.isPresent()) {
                source.problem("only a bronze table has a source");
            }
            return Optional.empty();
        }
        source.allowOnly(List.of("kind", "name", "columns", "attributes"));
        List<BronzeSource.ExtractColumn> columns = source.at("columns").list().stream()
                .map(column -> new BronzeSource.ExtractColumn(
                        column.at("name").text(),
                        column.at("aliases").list().stream().map(YamlNode::text).toList(),
                        column.at("required").flag()))
                .toList();
        return Optional.of(new BronzeSource(
                source.at("kind").word(BronzeSource.Kind.class, null),
                source.at("name").text(),
                columns,
                source.at("attributes").list().stream()
                        .map(ContractParser::renamed)
                        .toList()));
    }

    private static BronzeSource.Renamed renamed(YamlNode attribute) {
        attribute.allowOnly(List.of("name", "aliases"));
        return new BronzeSource.Renamed(
                attributeName(attribute.at("name")),
                attribute.at("aliases").list().stream()
                        .map(ContractParser::attributeName)
                        .toList());
    }

    /** It becomes part of a pattern and of a model's text. */
    private static String attributeName(YamlNode name) {
        String text = name.text();
        if (!ATTRIBUTE.matcher(text).matches()) {
            name.problem("an attribute has letters, digits, underscores and hyphens");
        }
        return text;
    }
}
