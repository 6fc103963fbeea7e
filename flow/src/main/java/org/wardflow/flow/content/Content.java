package org.wardflow.flow.content;

import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.wardflow.core.Sha256;
import org.wardflow.flow.content.internal.ContentLoader;
import org.wardflow.flow.content.internal.ResourceTree;
import org.wardflow.flow.contract.Contract;
import org.wardflow.flow.model.Model;
import org.wardflow.flow.model.ModelGraph;
import org.wardflow.lake.TableName;

/** Everything that says what the tables are: read once, valid as a whole. Immutable; safe for all threads. */
public final class Content {
    /** The folder of the content in a class path. */
    public static final String ROOT = "wardflow";

    private final SortedMap<String, CodeTable> codes;
    private final SortedMap<String, Kpi> kpis;
    private final SortedMap<String, String> preludes;
    private final String preludesDigest;
    private final List<Example> examples;
    private final ModelGraph graph;
    private final AccessPolicy policy;
    private final String warehousePrelude;
    private final Map<TableName, String> hashes = new HashMap<>();
    private final String zoneRules;

    private Content(ResourceTree tree) {
        ContentLoader loader = new ContentLoader(tree);
        SortedMap<TableName, Contract> contracts = loader.contracts();
        SortedMap<TableName, Model> models = loader.models(contracts);
        this.codes = withRules(loader.codes(), contracts);
        this.kpis = Collections.unmodifiableSortedMap(loader.kpis());
        this.preludes = Collections.unmodifiableSortedMap(loader.preludes());
        this.preludesDigest = Sha256.of(String.join("\0", preludes.values()));
        this.examples = List.copyOf(loader.examples());
        this.policy = loader.policy();
        this.warehousePrelude = loader.warehousePrelude();
        this.zoneRules = "";
        loader.requireNoFailures();
        this.graph = ModelGraph.of(contracts, models, codes.keySet());
        graph.models().forEach((table, model) -> hashes.put(table, computeHash(model)));
    }

    private Content(Content whole, SortedMap<String, CodeTable> codes, ModelGraph graph, SortedMap<String, Kpi> kpis) {
        this(whole, codes, graph, kpis, whole.zoneRules);
    }

    private Content(
            Content whole,
            SortedMap<String, CodeTable> codes,
            ModelGraph graph,
            SortedMap<String, Kpi> kpis,
            String zoneRules) {
        this.zoneRules = zoneRules;
        this.codes = codes;
        this.kpis = kpis;
        this.preludes = whole.preludes;
        this.preludesDigest = whole.preludesDigest;
        this.examples = whole.examples;
        this.graph = graph;
        this.policy = whole.policy;
        this.warehousePrelude = whole.warehousePrelude;
        hashes.putAll(whole.hashes);
    }

    /**
     * The same with another contract and text of one model; MODEL_INVALID if they do not fit the others.
     *
     * @param origin of both in messages
     */
    public Content with(Contract contract, String origin, String sql) {
        SortedMap<TableName, Contract> contracts = new TreeMap<>(graph.contracts());
        SortedMap<TableName, Model> models = new TreeMap<>(graph.models());
        contracts.put(contract.table(), contract);
        Model model = Model.parse(contract, origin, sql);
        models.put(contract.table(), model);
        Content changed =
                new Content(this, withRules(codes, contracts), ModelGraph.of(contracts, models, codes.keySet()), kpis);
        changed.graph.models().forEach((table, each) -> changed.hashes.put(table, changed.computeHash(each)));
        return changed;
    }

    /**
     * The same for an engine with these rules of its time zones: rows that other rules gave are computed again.
     *
     * @param digest {@link org.wardflow.flow.engine.TimeZones#digest} of {@link #zones}
     */
    public Content withZoneRules(String digest) {
        Content changed = new Content(this, codes, graph, kpis, digest);
        graph.models().forEach((table, each) -> changed.hashes.put(table, changed.computeHash(each)));
        return changed;
    }

    /** The time zones that the code tables name. */
    public SortedSet<String> zones() {
        SortedSet<String> zones = new TreeSet<>();
        codes.values().forEach(table -> zones.addAll(table.zones()));
        return zones;
    }

    private static SortedMap<String, CodeTable> withRules(
            SortedMap<String, CodeTable> codes, Map<TableName, Contract> contracts) {
        SortedMap<String, CodeTable> all = new TreeMap<>(codes);
        all.put(CodeTable.RULE, CodeTable.ofRules(contracts.values()));
        return Collections.unmodifiableSortedMap(all);
    }

    /** One model alone; the tables that it reads are as if they came from outside. For tests. */
    public Content only(TableName table) {
        return new Content(this, codes, graph.only(table), Collections.emptySortedMap());
    }

    /** The models of some tables and all that those read, directly or not, without KPIs. */
    public Content upTo(Set<TableName> tables) {
        return new Content(this, codes, graph.upTo(tables), Collections.emptySortedMap());
    }

    /**
     * Reads the built-in content and what overlays it.
     *
     * @param loader whose {@value #ROOT} folders are the built-in content
     * @param overlay a folder whose files replace built-in ones of the same path, or add to them
     */
    public static Content load(ClassLoader loader, Optional<Path> overlay) {
        ResourceTree tree = new ResourceTree();
        tree.addResources(loader, ROOT);
        overlay.ifPresent(folder -> tree.addFolder(folder, folder + "/"));
        return new Content(tree);
    }

    /** Reads one folder alone. */
    public static Content load(Path folder) {
        ResourceTree tree = new ResourceTree();
        tree.addFolder(folder, folder + "/");
        return new Content(tree);
    }

    public ModelGraph graph() {
        return graph;
    }

    /** The contracts of all tables, bronze included. */
    public SortedMap<TableName, Contract> contracts() {
        return graph.contracts();
    }

    public SortedMap<String, CodeTable> codes() {
        return codes;
    }

    public SortedMap<String, Kpi> kpis() {
        return kpis;
    }

    /** The functions that an engine lacks, as statements in its own SQL; empty if there are none. */
    public String prelude(String engine) {
        return preludes.getOrDefault(engine, "");
    }

    /** Who may see what; without a policy.yaml nobody may see anything. */
    public AccessPolicy policy() {
        return policy;
    }

    /** The functions that KPIs use and PostgreSQL lacks. No model depends on them. */
    public String warehousePrelude() {
        return warehousePrelude;
    }

    public List<Example> examples() {
        return examples;
    }

    /**
     * A digest of everything that a model's rows depend on, beside its inputs' rows: its text and contract, the codes that it
     * reads, the prelude, and {@link #withZoneRules} the rules of the zones.
     */
    public String hash(Model model) {
        return hashes.getOrDefault(model.table(), "");
    }

    private String computeHash(Model model) {
        StringBuilder text = new StringBuilder(model.sql())
                .append('\0')
                .append(model.contract().text());
        for (String lookup : model.lookups()) {
            Optional.ofNullable(codes.get(lookup))
                    .ifPresent(code -> text.append('\0').append(code.digest()));
        }
        text.append('\0').append(preludesDigest);
        if (!zoneRules.isEmpty()) {
            text.append('\0').append(zoneRules);
        }
        return Sha256.of(text.toString());
    }
}
