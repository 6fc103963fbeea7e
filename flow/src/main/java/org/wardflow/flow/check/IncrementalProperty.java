package org.wardflow.flow.check;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.RoaringBitmap;
import org.wardflow.flow.content.Content;
import org.wardflow.flow.contract.Contract;
import org.wardflow.flow.cycle.CycleReport;
import org.wardflow.flow.cycle.Pipeline;
import org.wardflow.flow.engine.Relation;
import org.wardflow.flow.engine.Scan;
import org.wardflow.flow.engine.SqlEngine;
import org.wardflow.flow.engine.SqlSession;
import org.wardflow.flow.model.Input;
import org.wardflow.flow.model.Model;
import org.wardflow.flow.model.ModelSql;
import org.wardflow.lake.Commit;
import org.wardflow.lake.Lake;
import org.wardflow.lake.LocalFileIo;
import org.wardflow.lake.Snapshot;
import org.wardflow.lake.StagedFile;
import org.wardflow.lake.Table;
import org.wardflow.lake.TableName;

/**
 * The property that every model must have: after any changes of its inputs, in any batches, with restarts in between, its table holds the
 * rows that the model gives when it is evaluated whole. Inputs are filled with random rows as their contracts allow; no model
 * needs test code of its own.
 */
public final class IncrementalProperty {
    private static final int MORE_SEEDS = 10;

    private static final int STEPS = 6;
    private static final int ROWS_MAX = 8;
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-03-05T00:00:00Z"), ZoneOffset.UTC);

    private final Content content;
    private final SqlEngine engine;
    private final Path folder;

    /** @param folder an empty folder that the engine may read and write */
    public IncrementalProperty(Content content, SqlEngine engine, Path folder) {
        this.content = content;
        this.engine = engine;
        this.folder = folder;
    }

    /**
     * What was found.
     *
     * @param compared states in which the table was compared
     * @param refused runs that ended early, because the random rows made the model break its contract
     * @param differences the first difference of each run that found one, with its seed
     */
    public record Result(int compared, int refused, List<String> differences) {
        public Result {
            differences = List.copyOf(differences);
        }
    }

    /** Checks a model with seeds from 0; with more of them while the rows of all were refused before anything was compared. */
    public Result check(TableName table, int seeds) {
        int compared = 0;
        int refused = 0;
        List<String> differences = new ArrayList<>();
        for (int seed = 0; seed < seeds || (compared == 0 && seed < seeds + MORE_SEEDS); seed++) {
            try (Run run = new Run(content.only(table), table, seed)) {
                run.steps();
                compared += run.compared;
                refused += run.refused ? 1 : 0;
                differences.addAll(run.differences);
            }
        }
        return new Result(compared, refused, differences);
    }

    /** One seed. */
    private final class Run implements AutoCloseable {
        private final Content alone;
        private final Model model;
        private final Random random;
        private final int seed;
        private final Lake lake;
        private final SqlSession session = engine.open();
        private final Map<TableName, RandomRows> rows = new HashMap<>();
        private final Map<TableName, Set<String>> ages = new HashMap<>();
        private final List<String> differences = new ArrayList<>();
        private Pipeline pipeline;
        private int compared;
        private boolean refused;

        Run(Content alone, TableName table, int seed) {
            this.alone = alone;
            this.seed = seed;
            this.random = new Random(seed);
            this.model = alone.graph()
                    .model(table)
                    .orElseThrow(() -> new IllegalArgumentException("There is no model " + table));
            this.lake = Lake.openForWriting(folder.resolve(table + "-" + seed), new LocalFileIo(), CLOCK);
            this.pipeline = Pipeline.open(lake, alone, engine, CLOCK);
        }

        void steps() {
            for (int step = 0; step < STEPS && differences.isEmpty() && !refused; step++) {
                for (TableName input : model.upstream()) {
                    if (step == 0 || random.nextInt(3) > 0) {
                        change(pipeline.table(input));
                    }
                }
                if (random.nextInt(3) == 0) {
                    pipeline.close();
                    pipeline = Pipeline.open(lake, alone, engine, CLOCK);
                }
                CycleReport report = pipeline.runCycle();
                refused = !report.failures().isEmpty();
                if (!refused) {
                    compare(step);
                }
            }
        }

        private void compare(int step) {
            List<String> found = Bags.differences(lines(whole()), lines(session.scan(Scan.of(latest(model.table())))));
            compared++;
            if (!found.isEmpty()) {
                differences.add("%s seed %s step %s: %s".formatted(model.table(), seed, step, found));
            }
        }

        private Relation whole() {
            Map<String, Relation> tables = new HashMap<>();
            for (Input input : model.inputs()) {
                List<String> bound = model.kind() == Model.Kind.FULL ? List.of() : input.boundColumns(model.key());
                tables.put(
                        input.table().toString(),
                        session.scan(Scan.of(latest(input.table())).with(bound)));
            }
            return session.select(ModelSql.of(model, session::cast), tables);
        }

        private List<String> lines(Relation relation) {
            List<String> lines = new ArrayList<>();
            session.query(
                    "select * from run.rows",
                    Map.of("run.rows", relation),
                    values -> lines.add(values.stream()
                            .map(value -> value instanceof byte[] bytes
                                    ? List.of(bytes.length).toString()
                                    : String.valueOf(value))
                            .toList()
                            .toString()));
            return lines;
        }

        /** Adds some rows and takes some away, in one commit; a primary key stays unique. */
        private void change(Table table) {
            Snapshot base = table.latest();
            Contract contract = contract(table.name());
            List<List<@Nullable String>> added = newRows(contract);
            Relation fresh = session.rows(contract.lakeColumns(), added);
            Map<String, RoaringBitmap> gone = new HashMap<>();
            Map<String, RoaringBitmap> present = positions(base, Scan.of(base));
            // Files in the order of their age: their names are random, and a seed must choose the same rows in every
            // run.
            for (String file : ages.getOrDefault(table.name(), Set.of())) {
                present.getOrDefault(file, new RoaringBitmap()).forEach((int position) -> {
                    if (random.nextInt(4) == 0) {
                        gone.computeIfAbsent(file, path -> new RoaringBitmap()).add(position);
                    }
                });
            }
            if (!contract.primaryKey().isEmpty()) {
                Scan same = Scan.of(base).only(new Scan.Keys(contract.primaryKey(), fresh));
                positions(base, same)
                        .forEach((file, positions) -> gone.computeIfAbsent(file, path -> new RoaringBitmap())
                                .or(positions));
            }
            List<StagedFile> staged =
                    added.isEmpty() ? List.of() : session.stage(fresh, table.spec(), table::newStagingFile);
            session.drop(List.of(fresh));
            var unused = table.commit(new Commit("TEST", base, staged, gone, Set.of(), Map.of(), true));
            Set<String> files = ages.computeIfAbsent(table.name(), name -> new LinkedHashSet<>());
            table.latest().files().forEach(file -> files.add(file.path()));
        }

        private Map<String, RoaringBitmap> positions(Snapshot base, Scan scan) {
            return session.positions(session.scan(scan.withPositions()), base.files());
        }

        private List<List<@Nullable String>> newRows(Contract contract) {
            RandomRows source =
                    rows.computeIfAbsent(contract.table(), table -> new RandomRows(content, contract, random));
            List<Integer> key = new ArrayList<>();
            for (int i = 0; i < contract.columns().size(); i++) {
                if (contract.columns().get(i).primaryKey()) {
                    key.add(i);
                }
            }
            Set<List<String>> seen = new HashSet<>();
            List<List<@Nullable String>> added = new ArrayList<>();
            for (int i = random.nextInt(ROWS_MAX); i > 0; i--) {
                List<@Nullable String> row = source.next(random);
                if (key.isEmpty()
                        || seen.add(key.stream()
                                .map(place -> String.valueOf(row.get(place)))
                                .toList())) {
                    added.add(row);
                }
            }
            return added;
        }

        private Snapshot latest(TableName table) {
            return pipeline.table(table).latest();
        }

        private Contract contract(TableName table) {
            Contract contract = content.contracts().get(table);
            if (contract == null) {
                throw new IllegalArgumentException("There is no contract of " + table);
            }
            return contract;
        }

        @Override
        public void close() {
            pipeline.close();
            session.close();
            lake.close();
        }
    }
}
