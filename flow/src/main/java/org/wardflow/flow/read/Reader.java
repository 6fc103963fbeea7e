package org.wardflow.flow.read;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.wardflow.core.ErrorCode;
import org.wardflow.core.WardflowException;
import org.wardflow.flow.content.Content;
import org.wardflow.flow.content.Kpi;
import org.wardflow.flow.contract.Contract;
import org.wardflow.flow.contract.ContractColumn;
import org.wardflow.flow.contract.Rule;
import org.wardflow.flow.engine.Relation;
import org.wardflow.flow.engine.RowConsumer;
import org.wardflow.flow.engine.Scan;
import org.wardflow.flow.engine.SqlEngine;
import org.wardflow.flow.engine.SqlSession;
import org.wardflow.flow.sql.Parameters;
import org.wardflow.flow.sql.SqlText;
import org.wardflow.lake.Column;
import org.wardflow.lake.Lake;
import org.wardflow.lake.Manifest;
import org.wardflow.lake.Snapshot;
import org.wardflow.lake.Table;
import org.wardflow.lake.TableName;

/**
 * Reads the lake as it was at the end of one cycle: every table of a query at the version that the cycle's manifest names. Beside
 * a writer, and without effect on it. Safe for all threads; each query has a session of its own.
 */
public final class Reader {
    /** What stands for a value that nobody may see until a contract classifies its column. */
    public static final String MASK = "***";

    private final Lake lake;
    private final Content content;
    private final SqlEngine engine;

    /** @param lake open for reading or writing */
    public Reader(Lake lake, Content content, SqlEngine engine) {
        this.lake = lake;
        this.content = content;
        this.engine = engine;
    }

    /** The manifest of a state; VERSION_GONE if there is none. */
    public Manifest manifest(KnownAt at) {
        Optional<Manifest> found;
        if (at instanceof KnownAt.Cycle cycle) {
            found = lake.manifests().at(cycle.number());
        } else if (at instanceof KnownAt.Time time) {
            found = lake.manifests().at(time.instant());
        } else {
            found = lake.manifests().latest();
        }
        return found.orElseThrow(() -> noSuchState(at));
    }

    private WardflowException noSuchState(KnownAt at) {
        Optional<Manifest> newest = lake.manifests().latest();
        String what = "There is no such state of the lake";
        if (newest.isEmpty()) {
            return new WardflowException(ErrorCode.VERSION_GONE, what, "no cycle has ended yet", "./wardflow run");
        }
        if (at instanceof KnownAt.Cycle cycle && cycle.number() > newest.get().cycle()) {
            return new WardflowException(
                    ErrorCode.VERSION_GONE,
                    what,
                    "cycle %s; the newest is %s"
                            .formatted(cycle.number(), newest.get().cycle()),
                    "choose that one, or one before it");
        }
        return new WardflowException(
                ErrorCode.VERSION_GONE,
                what,
                "no cycle had ended by then, or its manifest is no longer kept",
                "choose a later state: lake.cycles and lake.retention say how many are kept");
    }

    /** A table as it was in a state; TABLE_MISSING if it was not there, TABLE_CORRUPT if its log is damaged. */
    public Snapshot snapshot(Manifest manifest, TableName name) {
        Long version = manifest.versions().get(name);
        Optional<Table> table = lake.find(name);
        if (version == null && table.isPresent()) {
            // A cycle leaves a table out whose log it cannot read: then this throws the reason.
            var unused = table.get().latest();
        }
        if (version == null && table.isPresent() && !content.contracts().containsKey(name)) {
            throw new WardflowException(
                    ErrorCode.TABLE_MISSING,
                    "The table " + name + " is no longer made",
                    "the content has no contract of it, and cycle " + manifest.cycle() + " does not name it",
                    "its rows are kept: put its folder back into the content and run, or choose an earlier state");
        }
        if (version == null || table.isEmpty()) {
            throw new WardflowException(
                    ErrorCode.TABLE_MISSING,
                    "There is no table " + name,
                    "cycle " + manifest.cycle() + " does not name it",
                    "wardflow tables lists what there is");
        }
        Snapshot found = table.get().at(version);
        if (manifest.version(name, found.tableId()).isEmpty()) {
            throw replaced(manifest, name);
        }
        return found;
    }

    private static WardflowException replaced(Manifest manifest, TableName name) {
        return new WardflowException(
                ErrorCode.VERSION_GONE,
                "The table " + name + " of cycle " + manifest.cycle() + " is gone",
                "it was made anew since",
                "choose a later state");
    }

    /**
     * Runs one SELECT over tables named {@code layer.name} or {@code codes.name}. QUERY_INVALID for anything else, and where the
     * engine refuses it.
     */
    public void query(String sql, KnownAt at, RowConsumer consumer) {
        Manifest manifest = manifest(at);
        try (SqlSession session = engine.open()) {
            session.requireReadOnly(sql);
            run(session, sql, manifest, consumer);
        }
    }

    /**
     * Runs a KPI.
     *
     * @param asOf the instant that its {@code :as_of} stands for; the end of the last closed hour if empty
     */
    public Instant kpi(String name, Optional<Instant> asOf, KnownAt at, RowConsumer consumer) {
        return kpi(name, asOf, Map.of(), at, consumer);
    }

    /**
     * The same.
     *
     * @param parameters others than the defaults; USAGE for one that the KPI does not have
     */
    public Instant kpi(
            String name, Optional<Instant> asOf, Map<String, Long> parameters, KnownAt at, RowConsumer consumer) {
        Kpi kpi = content.kpis().get(name);
        if (kpi == null) {
            throw new WardflowException(
                    ErrorCode.USAGE,
                    "There is no KPI " + name,
                    "the content has " + content.kpis().keySet(),
                    "wardflow kpi list shows what each one answers");
        }
        Manifest manifest = manifest(at);
        try (SqlSession session = engine.open()) {
            Instant instant = asOf.or(() -> lastTick(session, manifest))
                    .orElseThrow(() -> new WardflowException(
                            ErrorCode.USAGE,
                            "The KPI " + name + " needs an instant",
                            "bronze.clock has no closed hour yet",
                            "give --as-of, or run `wardflow run` first"));
            String sql = Parameters.numbers(kpi.sql(), kpi.with(parameters));
            run(session, Parameters.asOf(sql, instant, session::cast), manifest, consumer);
            return instant;
        }
    }

    /** The end of the last closed hour in a state. */
    public Optional<Instant> lastTick(KnownAt at) {
        Manifest manifest = manifest(at);
        try (SqlSession session = engine.open()) {
            return lastTick(session, manifest);
        }
    }

    private Optional<Instant> lastTick(SqlSession session, Manifest manifest) {
        List<Instant> found = new ArrayList<>();
        run(session, "select max(c.tick_ts) as last_tick from bronze.clock c", manifest, values -> {
            if (values.get(0) instanceof Instant instant) {
                found.add(instant);
            }
        });
        return found.stream().findFirst();
    }

    /**
     * What an expectation of a contract found.
     *
     * @param rows that its query gave
     */
    public record Expected(TableName table, Rule.Expectation expectation, long rows) {
        /** Whether it is as the contract says. */
        public boolean isMet() {
            return rows == expectation.mustBe();
        }
    }

    /** Checks the expectations of all contracts. */
    public List<Expected> expectations(KnownAt at) {
        Manifest manifest = manifest(at);
        List<Expected> results = new ArrayList<>();
        try (SqlSession session = engine.open()) {
            for (Contract contract : content.contracts().values()) {
                for (Rule rule : contract.rules()) {
                    if (rule instanceof Rule.Expectation expectation) {
                        results.add(new Expected(
                                contract.table(),
                                expectation,
                                count(session, manifest, contract.table(), expectation)));
                    }
                }
            }
        }
        return results;
    }

    private long count(SqlSession session, Manifest manifest, TableName table, Rule.Expectation expectation) {
        List<Long> count = new ArrayList<>();
        run(
                session,
                "with " + table.name() + " as (select * from " + table + ") select count(*) as rows_found from ("
                        + expectation.query() + "\n) as expectation",
                manifest,
                values -> count.add(((Number) Objects.requireNonNull(values.get(0))).longValue()));
        return count.get(0);
    }

    /** The rows of a table, without the values of columns of which no contract says what they are. */
    private Relation masked(SqlSession session, Snapshot snapshot) {
        Relation rows = session.scan(Scan.of(snapshot));
        Optional<Contract> contract = Optional.ofNullable(content.contracts().get(snapshot.table()));
        List<Column> hidden = snapshot.columns().stream()
                .filter(column -> contract.flatMap(known -> known.column(column.name()))
                        .map(ContractColumn::isUnclassified)
                        .orElse(true))
                .toList();
        if (hidden.isEmpty()) {
            return rows;
        }
        String columns = snapshot.columns().stream()
                .map(column -> hidden.contains(column)
                        ? "case when %1$s is not null then '%2$s' end as %1$s".formatted(column.name(), MASK)
                        : column.name())
                .collect(Collectors.joining(", "));
        return session.select("select " + columns + " from run.unmasked", Map.of("run.unmasked", rows));
    }

    private void run(SqlSession session, String sql, Manifest manifest, RowConsumer consumer) {
        Map<String, Relation> tables = new HashMap<>();
        List<Snapshot> read = new ArrayList<>();
        for (String name : SqlText.of(sql).tables().keySet()) {
            if (!name.startsWith("codes.")) {
                Snapshot snapshot = snapshot(manifest, TableName.parse(name));
                lake.find(snapshot.table()).ifPresent(table -> snapshot.files().forEach(table::verify));
                tables.put(name, masked(session, snapshot));
                read.add(snapshot);
            }
        }
        try {
            session.query(sql, tables, consumer);
        } catch (WardflowException e) {
            if (e.code() != ErrorCode.SQL_FAILED) {
                throw e;
            }
            throw new WardflowException(
                    ErrorCode.QUERY_INVALID,
                    "The query cannot be run",
                    e.found(),
                    e.found().contains("column") ? "correct the query" + columns(read) : "correct the query",
                    e);
        }
    }

    /** What the columns of tables are called, for whoever named one that is not there. */
    private static String columns(List<Snapshot> tables) {
        return tables.stream()
                .map(table -> "; %s has %s"
                        .formatted(
                                table.table(),
                                table.columns().stream().map(Column::name).collect(Collectors.joining(", "))))
                .collect(Collectors.joining());
    }
}
