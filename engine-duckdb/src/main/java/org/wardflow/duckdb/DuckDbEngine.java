package org.wardflow.duckdb;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.duckdb.DuckDBConnection;
import org.wardflow.duckdb.internal.DuckDbSession;
import org.wardflow.duckdb.internal.Failures;
import org.wardflow.duckdb.internal.RowCopies;
import org.wardflow.duckdb.internal.Shared;
import org.wardflow.duckdb.internal.SpillFolder;
import org.wardflow.duckdb.internal.TextRows;
import org.wardflow.duckdb.internal.UnpackedLibrary;
import org.wardflow.flow.content.CodeTable;
import org.wardflow.flow.content.Content;
import org.wardflow.flow.engine.SqlEngine;
import org.wardflow.flow.engine.SqlSession;

/**
 * DuckDB in this process: one instance in memory for its whole life, since opening many grows the process, and a
 * connection a session.
 */
public final class DuckDbEngine implements SqlEngine {
    /** The library's, the same in all engines of a process. */
    private static final Map<Offsets, int[]> OFFSETS = new ConcurrentHashMap<>();

    private record Offsets(String zone, Instant from, Duration step, int count) {}

    /** A division by zero is an error, as in ANSI SQL and in Spark; DuckDB gives null. */
    private static final String DIVISION = "create or replace macro \"%1$s\"(a, b) as "
            + "case when b = 0 then error('Division by zero') else system.main.\"%1$s\"(a, b) end";

    private final DuckDBConnection root;
    private final int threads;
    private final AtomicInteger used;
    private final RowCopies copies;
    private final SpillFolder spill;
    private final Shared shared;

    private DuckDbEngine(DuckDBConnection root, DuckDbSettings settings, RowCopies copies, SpillFolder spill) {
        this.root = root;
        this.threads = settings.threads();
        this.used = new AtomicInteger(threads);
        this.copies = copies;
        this.spill = spill;
        this.shared = new Shared(copies, settings.keysAtOnce());
    }

    /** Starts the engine with the prelude and the codes of a content; MODEL_INVALID if the prelude does not run. */
    public static DuckDbEngine start(DuckDbSettings settings, Content content) {
        try {
            DuckDBConnection root = DriverManager.getConnection("jdbc:duckdb:", new Properties())
                    .unwrap(DuckDBConnection.class);
            UnpackedLibrary.unlink();
            RowCopies copies =
                    new RowCopies(root, settings.copiesFolder(), settings.copiesBytes(), settings.copiedRows());
            DuckDbEngine engine = new DuckDbEngine(root, settings, copies, SpillFolder.in(settings.spillFolder()));
            engine.prepare(settings, content);
            return engine;
        } catch (SQLException e) {
            throw Failures.translate("The engine does not start", e);
        } catch (LinkageError e) {
            throw Failures.unloadable(e);
        }
    }

    private void prepare(DuckDbSettings settings, Content content) throws SQLException {
        try (Statement statement = root.createStatement()) {
            for (String setting : before(settings, spill.path())) {
                statement.execute("set global " + setting);
            }
            for (String operator : List.of("/", "//", "%", "mod")) {
                statement.execute(DIVISION.formatted(operator));
            }
            String prelude = content.prelude("duckdb");
            if (!prelude.isBlank()) {
                try {
                    statement.execute(prelude);
                } catch (SQLException e) {
                    throw Failures.invalidModel("The prelude prelude/duckdb.sql does not run", e);
                }
            }
            statement.execute("attach ':memory:' as " + Shared.DATABASE);
            statement.execute("create schema codes");
            for (CodeTable code : content.codes().values()) {
                TextRows.create(root, "codes." + code.name(), code.columns(), code.rows());
            }
            statement.execute("set global enable_external_access = false");
            statement.execute("set global allowed_configs = ['threads']");
            statement.execute("set global lock_configuration = true");
        }
    }

    private static List<String> before(DuckDbSettings settings, Path spill) {
        List<String> set = new ArrayList<>(List.of(
                "TimeZone = 'UTC'",
                "null_order = 'NULLS_FIRST_ON_ASC_LAST_ON_DESC'",
                "ieee_floating_point_ops = false",
                "integer_division = false",
                "autoinstall_known_extensions = false",
                "autoload_known_extensions = false",
                "allow_community_extensions = false",
                "parquet_metadata_cache = true",
                // A file of the lake never changes under its name, and Wardflow compares it with its digest.
                "validate_external_file_cache = 'NO_VALIDATION'",
                "preserve_insertion_order = true"));
        set.add("memory_limit = '" + settings.memoryBytes() + "B'");
        set.add("block_allocator_memory = '" + settings.heldBytes() + "B'");
        set.add("threads = " + settings.threads());
        set.add("temp_directory = " + DuckDbSession.literal(spill.toString()));
        set.add("max_temp_directory_size = '" + settings.spillBytes() + "B'");
        set.add("allowed_directories = "
                + Stream.concat(
                                settings.folders().stream(),
                                settings.copiesBytes() > 0 ? Stream.of(settings.copiesFolder()) : Stream.of())
                        .map(Path::toAbsolutePath)
                        .map(folder -> DuckDbSession.literal(folder + "/"))
                        .collect(Collectors.joining(", ", "[", "]")));
        return set;
    }

    @Override
    public String name() {
        return "duckdb";
    }

    @Override
    public int parallelism() {
        return threads;
    }

    @Override
    public void useThreads(int wanted) {
        if (used.getAndSet(wanted) == wanted) {
            return;
        }
        try (Connection connection = root.duplicate();
                Statement statement = connection.createStatement()) {
            statement.execute("set global threads = " + wanted);
        } catch (SQLException e) {
            throw Failures.translate("The engine does not change its threads", e);
        }
    }

    @Override
    public int[] offsets(String zone, Instant from, Duration step, int count) {
        return OFFSETS.computeIfAbsent(new Offsets(zone, from, step, count), this::ask)
                .clone();
    }

    private int[] ask(Offsets wanted) {
        String sql = """
                select cast(epoch(timezone(?, t)) - epoch(t) as integer)
                from (select to_timestamp(? + i * ?) as t, i from range(?) r(i)) order by i""";
        try (Connection connection = root.duplicate();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, wanted.zone());
            statement.setLong(2, wanted.from().getEpochSecond());
            statement.setLong(3, wanted.step().toSeconds());
            statement.setLong(4, wanted.count());
            int[] offsets = new int[wanted.count()];
            try (ResultSet rows = statement.executeQuery()) {
                for (int i = 0; i < offsets.length && rows.next(); i++) {
                    offsets[i] = rows.getInt(1);
                }
            }
            return offsets;
        } catch (SQLException e) {
            throw Failures.translate("The engine does not know the time zone " + wanted.zone(), e);
        }
    }

    @Override
    public SqlSession open() {
        try {
            Connection connection = root.duplicate();
            return new DuckDbSession(connection.unwrap(DuckDBConnection.class), shared);
        } catch (SQLException e) {
            throw Failures.translate("The engine opens no session", e);
        }
    }

    @Override
    public void close() {
        copies.close();
        try {
            root.close();
        } catch (SQLException e) {
            throw Failures.translate("The engine does not stop", e);
        } finally {
            spill.close();
        }
    }
}
