package org.wardflow.duckdb;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.wardflow.flow.content.Content;
import org.wardflow.flow.cycle.CycleReport;
import org.wardflow.flow.cycle.Pipeline;
import org.wardflow.flow.engine.RowAppender;
import org.wardflow.flow.engine.Scan;
import org.wardflow.flow.engine.SqlSession;
import org.wardflow.lake.Lake;
import org.wardflow.lake.LocalFileIo;
import org.wardflow.lake.TableName;

/** A lake with the tiny content, that can be closed and opened again. */
final class TinyLake implements AutoCloseable {
    static final TableName READING = TableName.parse("bronze.reading");
    static final TableName RENAME = TableName.parse("bronze.rename");
    static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Clock CLOCK = Clock.fixed(START, ZoneOffset.UTC);

    private final Clock clock;
    private final Path root;
    private final DuckDbEngine engine;
    private final MortalEngine mortal;
    private Content content;
    private Lake lake;
    private Pipeline pipeline;

    TinyLake(Path root) {
        this(root, tiny());
    }

    TinyLake(Path root, Content content) {
        this(root, content, CLOCK);
    }

    TinyLake(Path root, Content content, Clock clock) {
        this(root, content, clock, engine(root, content));
    }

    /** With an engine that takes so many keys at once. */
    static TinyLake slicing(Path root, Content content, long keysAtOnce) {
        DuckDbSettings settings = settings(root).withKeysAtOnce(keysAtOnce);
        return new TinyLake(root, content, CLOCK, DuckDbEngine.start(settings, content));
    }

    private TinyLake(Path root, Content content, Clock clock, DuckDbEngine engine) {
        this.clock = clock;
        this.root = root;
        this.content = content;
        this.engine = engine;
        this.mortal = new MortalEngine(engine);
        this.lake = Lake.openForWriting(root, new LocalFileIo(), clock);
        this.pipeline = Pipeline.open(lake, content, mortal, clock);
    }

    static DuckDbEngine engine(Path root, Content content) {
        return DuckDbEngine.start(settings(root), content);
    }

    private static DuckDbSettings settings(Path root) {
        return new DuckDbSettings(1L << 30, 2, root.resolve("_spill"), 1L << 30, List.of(root));
    }

    /** The folder of the tiny content. */
    static Path tinyFolder() {
        try {
            return Path.of(
                    Objects.requireNonNull(TinyLake.class.getResource("/tiny")).toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    static Content tiny() {
        return Content.load(tinyFolder());
    }

    /** The tiny content with one file replaced. */
    static Content tinyWith(Path folder, String file, String from, String to) {
        try (Stream<Path> files = Files.walk(tinyFolder())) {
            for (Path source : files.filter(Files::isRegularFile).toList()) {
                Path target = folder.resolve(tinyFolder().relativize(source).toString());
                Files.createDirectories(target.getParent());
                String text = Files.readString(source);
                Files.writeString(target, source.endsWith(file) ? text.replace(from, to) : text);
            }
            return Content.load(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Pipeline pipeline() {
        return pipeline;
    }

    Lake lake() {
        return lake;
    }

    /** The scans of a table's files since the last call, but those that look for what a model's own rows replace. */
    List<Scan> takeReads(String table) {
        String folder = "/" + table.replace('.', '/') + "/";
        return mortal.takeScans().stream()
                .filter(scan -> !scan.positions())
                .filter(scan -> scan.slices().stream()
                        .anyMatch(slice -> slice.file().absolute().toString().contains(folder)))
                .toList();
    }

    /** As {@link MortalEngine#takeThreads}. */
    List<Integer> takeThreads() {
        return mortal.takeThreads();
    }

    /** As {@link MortalEngine#whileStaging}. */
    void whileStaging(TableName table, Runnable work) {
        mortal.whileStaging(table, work);
    }

    /** Runs a cycle that is killed at a step, unless it is over before, then restarts. */
    void runAndDie(int steps) {
        mortal.dieAfter(steps);
        try {
            var unused = pipeline.runCycle();
        } catch (MortalEngine.Killed killed) {
            // As wanted.
        }
        mortal.live();
        restart();
    }

    /** The process ends; the next one's engine has other time-zone data. */
    void restartWithOtherZones() {
        mortal.updateZones();
        restart();
    }

    DuckDbEngine engine() {
        return engine;
    }

    CycleReport run() {
        return pipeline.runCycle();
    }

    /** A process ends and another begins. */
    void restart() {
        restart(content);
    }

    void restart(Content next) {
        pipeline.close();
        lake.close();
        content = next;
        lake = Lake.openForWriting(root, new LocalFileIo(), clock);
        pipeline = Pipeline.open(lake, content, mortal, clock);
    }

    /** A reading; minutes after {@link #START}. */
    record Reading(
            String id,
            @Nullable String sensor,
            @Nullable Integer amount,
            @Nullable String unit,
            int minutes,
            long seq) {}

    void append(Reading... readings) {
        append(List.of(readings));
    }

    void append(List<Reading> readings) {
        if (readings.isEmpty()) {
            return;
        }
        try (RowAppender rows = pipeline.newAppender(READING)) {
            for (Reading reading : readings) {
                rows.append(
                        reading.id(),
                        reading.sensor(),
                        reading.amount(),
                        reading.unit(),
                        START.plusSeconds(60L * reading.minutes()),
                        reading.seq(),
                        ("payload " + reading.id()).getBytes(StandardCharsets.UTF_8));
            }
            var unused = pipeline.appendBronze(READING, rows.finish(), Map.of());
        }
    }

    void rename(String retired, String surviving) {
        try (RowAppender rows = pipeline.newAppender(RENAME)) {
            rows.append(retired, surviving, START);
            var unused = pipeline.appendBronze(RENAME, rows.finish(), Map.of());
        }
    }

    /** Every table but bronze: its rows as sorted lines. */
    Map<String, List<String>> gold() {
        Map<String, List<String>> tables = new TreeMap<>();
        for (TableName table : content.graph().models().keySet()) {
            tables.put(table.toString(), rows(table.toString()));
        }
        return tables;
    }

    List<String> rows(String table) {
        try (SqlSession session = engine.open()) {
            List<String> lines = new ArrayList<>();
            session.query(
                    "select * from " + table,
                    Map.of(
                            table,
                            session.scan(Scan.of(
                                    pipeline.table(TableName.parse(table)).latest()))),
                    values -> lines.add(values.stream()
                            .map(value -> value instanceof byte[] bytes
                                    ? new String(bytes, StandardCharsets.UTF_8)
                                    : String.valueOf(value))
                            .toList()
                            .toString()));
            lines.sort(null);
            return lines;
        }
    }

    @Override
    public void close() {
        pipeline.close();
        lake.close();
        engine.close();
    }
}
