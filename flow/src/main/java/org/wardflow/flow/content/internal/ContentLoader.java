package org.wardflow.flow.content.internal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.wardflow.core.ErrorCode;
import org.wardflow.core.Sha256;
import org.wardflow.core.WardflowException;
import org.wardflow.flow.content.AccessPolicy;
import org.wardflow.flow.content.CodeTable;
import org.wardflow.flow.content.Csv;
import org.wardflow.flow.content.Example;
import org.wardflow.flow.content.Kpi;
import org.wardflow.flow.contract.Contract;
import org.wardflow.flow.contract.internal.YamlNode;
import org.wardflow.flow.model.Model;
import org.wardflow.flow.sql.Impure;
import org.wardflow.lake.Column;
import org.wardflow.lake.ColumnType;
import org.wardflow.lake.TableName;

/** Reads the files of a content tree; every file is looked at before the first problem is reported. */
public final class ContentLoader {
    private static final List<String> KPI_WORDS = List.of(
            "name",
            "question",
            "definition",
            "source",
            "unit",
            "grain",
            "owner",
            "right",
            "small",
            "thresholds",
            "parameters");

    private final ResourceTree tree;
    private final List<WardflowException> failures = new ArrayList<>();

    public ContentLoader(ResourceTree tree) {
        this.tree = tree;
    }

    /** The contracts by table. */
    public SortedMap<TableName, Contract> contracts() {
        SortedMap<TableName, Contract> contracts = new TreeMap<>();
        FedSources sources = new FedSources();
        for (String path : tree.paths("(bronze|silver|gold)/*/contract.yaml")) {
            String[] parts = path.split("/", -1);
            read(path, text -> {
                TableName table = new TableName(parts[0], parts[1]);
                return contracts.put(
                        table, sources.only(Contract.parse(table, tree.origin(path), text), tree.origin(path)));
            });
        }
        return contracts;
    }

    /** The models by table; one without a contract is a problem, one beside an invalid contract is not another. */
    public SortedMap<TableName, Model> models(Map<TableName, Contract> contracts) {
        SortedMap<TableName, Model> models = new TreeMap<>();
        for (String path : tree.paths("(silver|gold)/*/model.sql")) {
            String[] parts = path.split("/", -1);
            read(path, text -> {
                TableName table = new TableName(parts[0], parts[1]);
                Contract contract = contracts.get(table);
                if (contract != null) {
                    models.put(table, Model.parse(contract, tree.origin(path), text));
                } else if (tree.paths(table.layer() + "/" + table.name() + "/contract.yaml")
                        .isEmpty()) {
                    throw new IllegalArgumentException("there is no contract.yaml beside it");
                }
                return table;
            });
        }
        return models;
    }

    /** The code tables by name. */
    public SortedMap<String, CodeTable> codes() {
        SortedMap<String, CodeTable> codes = new TreeMap<>();
        Map<String, YamlNode> about = new TreeMap<>();
        for (String path : tree.paths("codes/*.csv")) {
            String name = path.substring("codes/".length(), path.length() - ".csv".length());
            read(path, text -> {
                if (name.equals(CodeTable.RULE)) {
                    throw new IllegalArgumentException("codes.rule is made of the contracts; delete the file");
                }
                YamlNode says = document("codes/" + name + ".yaml");
                about.put(name, says);
                return codes.put(name, code(name, text, says));
            });
        }
        CodeCheck check = new CodeCheck(codes, about);
        for (String name : codes.keySet()) {
            read("codes/" + name + ".csv", text -> {
                List<String> problems = check.problems(name);
                if (!problems.isEmpty()) {
                    throw new IllegalArgumentException(String.join("; ", problems));
                }
                return name;
            });
        }
        return codes;
    }

    private static CodeTable code(String name, String text, YamlNode about) {
        Csv csv = Csv.parse(text);
        Map<String, String> types = about.at("columns").texts();
        List<Column> columns = csv.header().stream()
                .map(column -> new Column(
                        column,
                        ColumnType.valueOf(types.getOrDefault(column, "STRING").toUpperCase(java.util.Locale.ROOT)),
                        false,
                        false))
                .toList();
        types.keySet().stream()
                .filter(column -> !csv.header().contains(column))
                .forEach(column -> about.at("columns").problem("no column " + column));
        CodeTable code = new CodeTable(
                name,
                columns,
                csv.rows(),
                about.at("source").text(),
                about.at("version").text(),
                about.at("licence").text(),
                zones(csv, about.at("time_zone")),
                Sha256.of(text));
        about.requireNoProblems();
        return code;
    }

    private static Set<String> zones(Csv csv, YamlNode column) {
        int index = column.isPresent() ? csv.header().indexOf(column.text()) : -1;
        Set<String> zones = new TreeSet<>();
        csv.rows()
                .forEach(row ->
                        Optional.ofNullable(index < 0 ? null : row.get(index)).ifPresent(zones::add));
        return zones;
    }

    /** The KPIs by name. */
    public SortedMap<String, Kpi> kpis() {
        SortedMap<String, Kpi> kpis = new TreeMap<>();
        for (String path : tree.paths("kpi/*/kpi.yaml")) {
            String name = path.split("/", -1)[1];
            read(path, text -> {
                YamlNode about = YamlNode.document(tree.origin(path), text);
                about.allowOnly(KPI_WORDS);
                Map<String, String> words = new LinkedHashMap<>();
                for (String word : List.of("question", "definition", "source", "unit", "grain", "owner")) {
                    words.put(word, about.at(word).text());
                }
                if (!about.at("name").text().equals(name)) {
                    about.at("name").problem("must be " + name + ", as its folder");
                }
                String sql = tree.text("kpi/" + name + "/view.sql").orElse("");
                if (sql.isEmpty()) {
                    about.problem("there is no view.sql beside it");
                }
                requirePure("kpi/" + name + "/view.sql", sql);
                Kpi kpi = new Kpi(
                        name,
                        words.getOrDefault("question", ""),
                        words.getOrDefault("definition", ""),
                        words.getOrDefault("source", ""),
                        words.getOrDefault("unit", ""),
                        words.getOrDefault("grain", ""),
                        words.getOrDefault("owner", ""),
                        about.at("right").word(AccessPolicy.Right.class, AccessPolicy.Right.BOARD),
                        about.at("small").optionalText(),
                        about.at("thresholds").texts(),
                        parameters(about.at("parameters")),
                        sql);
                about.requireNoProblems();
                return kpis.put(name, kpi);
            });
        }
        return kpis;
    }

    private static SortedMap<String, Long> parameters(YamlNode node) {
        SortedMap<String, Long> parameters = new TreeMap<>();
        node.children().forEach((name, value) -> {
            if (!name.matches("[a-z][a-z_]*") || name.equals("as_of")) {
                value.problem("a parameter is named in lower snake case, and not as_of");
            }
            parameters.put(name, value.number());
        });
        return parameters;
    }

    /** Who may see what. */
    public AccessPolicy policy() {
        List<AccessPolicy> found = new ArrayList<>();
        if (!tree.paths(PolicyParser.FILE).isEmpty()) {
            read(PolicyParser.FILE, text -> found.add(PolicyParser.parse(tree.origin(PolicyParser.FILE), text)));
        }
        return found.isEmpty() ? AccessPolicy.NONE : found.get(0);
    }

    /** The prelude by engine. */
    public SortedMap<String, String> preludes() {
        SortedMap<String, String> preludes = new TreeMap<>();
        for (String path : tree.paths("prelude/*.sql")) {
            String engine = path.substring("prelude/".length(), path.length() - ".sql".length());
            read(path, text -> {
                requirePure(path, text);
                return preludes.put(engine, text);
            });
        }
        return preludes;
    }

    /** The functions that KPIs use and PostgreSQL lacks; empty if there are none. */
    public String warehousePrelude() {
        StringBuilder prelude = new StringBuilder();
        read("warehouse/prelude.sql", prelude::append);
        return prelude.toString();
    }

    /** All worked examples. */
    public List<Example> examples() {
        List<Example> examples = new ArrayList<>();
        for (String path : tree.paths("*/*/examples/*/expected.csv")) {
            String[] parts = path.split("/", -1);
            String folder = path.substring(0, path.length() - "expected.csv".length());
            String of = parts[0].equals("kpi") ? parts[1] : parts[0] + "." + parts[1];
            Map<String, Csv> given = new TreeMap<>();
            for (String file : tree.paths(folder + "given.*.csv")) {
                String table = file.substring(folder.length() + "given.".length(), file.length() - ".csv".length());
                read(file, text -> given.put(table, Csv.parse(text)));
            }
            Map<String, String> parameters = new TreeMap<>();
            String file = folder + "parameters.yaml";
            read(file, text -> {
                parameters.putAll(YamlNode.document(tree.origin(file), text).texts());
                return parameters;
            });
            read(
                    path,
                    text -> examples.add(new Example(
                            of,
                            parts[3],
                            given,
                            Csv.parse(text),
                            parameters,
                            tree.text(folder + "why.md").orElse(""))));
        }
        return examples;
    }

    /** Throws everything that went wrong so far, as one problem. */
    public void requireNoFailures() {
        if (failures.isEmpty()) {
            return;
        }
        if (failures.size() == 1) {
            throw failures.get(0);
        }
        throw new WardflowException(
                failures.get(0).code(),
                failures.size() + " files of the content cannot be used",
                failures.stream().map(WardflowException::found).collect(Collectors.joining("\n           ")),
                failures.stream().map(WardflowException::fix).distinct().collect(Collectors.joining("; ")));
    }

    private void requirePure(String path, String sql) {
        List<String> problems = Impure.problems(sql);
        if (!problems.isEmpty()) {
            throw new WardflowException(
                    ErrorCode.MODEL_INVALID,
                    "A file of the content cannot be used",
                    tree.origin(path) + "\n           " + String.join("\n           ", problems),
                    "correct the file; docs/models.md says what may stand in it");
        }
    }

    private YamlNode document(String path) {
        return YamlNode.document(tree.origin(path), tree.text(path).orElse(""));
    }

    private void read(String path, Function<String, ?> reading) {
        try {
            var unused = reading.apply(tree.text(path).orElse(""));
        } catch (WardflowException e) {
            failures.add(e);
        } catch (IllegalArgumentException e) {
            failures.add(new WardflowException(
                    ErrorCode.CONTRACT_INVALID,
                    "A file of the content cannot be used",
                    tree.origin(path) + ": " + e.getMessage(),
                    "correct the file; docs/models.md says what may stand in it",
                    e));
        }
    }
}
