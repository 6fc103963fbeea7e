package org.wardflow.duckdb.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;
import org.wardflow.flow.engine.Scan;
import org.wardflow.lake.DataFile;
import org.wardflow.lake.TableChanges.Slice;

/**
 * Copies of large data files, each a database with one table and an index, where a row costs what that row is: Parquet gives it
 * with the thousands around it alone, so that a few rows by chance cost nearly the whole file, and more the larger it is. A copy is made beside
 * the work when a file has been looked up a few times, and goes when nobody has looked for long. Copies hold nothing that the
 * file does not; what fails here leaves the file to be read as it is. Safe for all threads.
 */
public final class RowCopies implements AutoCloseable {
    /** Files of fewer rows are read as they are: compaction soon merges them into larger ones, and a copy would not pay. */
    static final long ROWS_MIN = 131_072;

    /** Look-ups of a file before it is copied: one pass over old rows copies nothing. */
    static final int LOOKUPS_MIN = 8;

    /** For more rows at once DuckDB does not use an index (its {@code index_scan_max_count} is 2,048). */
    static final int POSITIONS_MAX = 2_000;

    /**
     * Look-ups of files after which a copy goes that none of them used. A relation's text names the copy and is used within its
     * cycle, which has some hundred look-ups: no text that is still in use can name a copy that has gone.
     */
    static final long UNUSED_LOOKUPS_MAX = 5_000;

    /** So much disk is left for what counts, after a copy as large as its file. */
    static final long FREE_BYTES_MIN = 2L << 30;

    /** Seconds that closing waits for a copy to break off. */
    static final long CLOSE_SECONDS_MAX = 10;

    private final DuckDBConnection root;
    private final Path folder;
    private final long bytesMax;
    private final long rowsMax;
    private final LongSupplier free;
    private final ExecutorService worker;
    private final Map<String, Copy> copies = new HashMap<>();
    private @Nullable Statement underWay;
    private boolean closed;
    private long lookups;
    private long bytes;
    private long rows;
    private int made;

    /** Of one data file; guarded by the object around it. */
    private static final class Copy {
        private final String database;
        private final DataFile file;
        private State state = State.WAITED_FOR;
        private int lookups;
        private long lastUse;

        Copy(String database, DataFile file) {
            this.database = database;
            this.file = file;
        }
    }

    private enum State {
        WAITED_FOR,
        UNDER_WAY,
        READY,
        FAILED
    }

    /**
     * @param folder for the databases, of this engine alone; what an earlier process left there is deleted
     * @param bytesMax most bytes of data files that are copied; 0 copies none
     * @param rowsMax most rows of them: an index that was looked into stays in the engine's memory as a whole
     */
    public RowCopies(DuckDBConnection root, Path folder, long bytesMax, long rowsMax) {
        this(root, folder, bytesMax, rowsMax, () -> folder.toFile().getUsableSpace());
    }

    RowCopies(DuckDBConnection root, Path folder, long bytesMax, long rowsMax, LongSupplier free) {
        this.rowsMax = rowsMax;
        this.root = root;
        this.free = free;
        this.folder = folder.toAbsolutePath();
        this.bytesMax = bytesMax > 0 && isEmptied() ? bytesMax : 0;
        this.worker = Executors.newSingleThreadExecutor(work -> {
            Thread thread = new Thread(work, "wardflow-row-copies");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** The table with all rows of the slice's file, beside each its {@link Scan#POSITION}; empty if the file has to be read. */
    synchronized Optional<String> of(Slice slice) {
        DataFile file = slice.file();
        boolean few = slice.only()
                .filter(some -> !some.isEmpty() && some.getCardinality() <= POSITIONS_MAX)
                .isPresent();
        if (bytesMax == 0 || closed || !few || file.rows() < ROWS_MIN) {
            return Optional.empty();
        }
        lookups++;
        if (lookups % 1_000 == 0) {
            retire();
        }
        Copy copy = copies.computeIfAbsent(file.absolute().toString(), path -> new Copy("rows_" + made++, file));
        copy.lastUse = lookups;
        copy.lookups++;
        boolean fits = bytes + file.sizeBytes() <= bytesMax && rows + file.rows() <= rowsMax;
        if (copy.state == State.WAITED_FOR && copy.lookups >= LOOKUPS_MIN && fits) {
            copy.state = State.UNDER_WAY;
            bytes += file.sizeBytes();
            rows += file.rows();
            worker.execute(() -> make(copy));
        }
        return copy.state == State.READY ? Optional.of(copy.database + ".main.rows") : Optional.empty();
    }

    private void retire() {
        List<Copy> unused = copies.values().stream()
                .filter(copy -> copy.lastUse + UNUSED_LOOKUPS_MAX < lookups && copy.state != State.UNDER_WAY)
                .toList();
        for (Copy copy : unused) {
            copies.remove(copy.file.absolute().toString());
            if (copy.state == State.READY) {
                bytes -= copy.file.sizeBytes();
                rows -= copy.file.rows();
                worker.execute(() -> drop(copy));
            }
        }
    }

    private void make(Copy copy) {
        boolean done = false;
        try {
            done = free.getAsLong() - copy.file.sizeBytes() > FREE_BYTES_MIN
                    && run(List.of(
                            "attach " + DuckDbSession.literal(path(copy).toString()) + " as " + copy.database,
                            "create table " + copy.database + ".main.rows as select *, file_row_number as "
                                    + Scan.POSITION
                                    + " from read_parquet("
                                    + DuckDbSession.literal(copy.file.absolute().toString())
                                    + ", file_row_number = true)",
                            "create unique index by_position on " + copy.database + ".main.rows (" + Scan.POSITION
                                    + ")",
                            "checkpoint " + copy.database));
        } finally {
            end(copy, done);
        }
    }

    private void end(Copy copy, boolean done) {
        synchronized (this) {
            copy.state = done ? State.READY : State.FAILED;
            if (!done) {
                bytes -= copy.file.sizeBytes();
                rows -= copy.file.rows();
            }
        }
        if (!done) {
            drop(copy);
        }
    }

    private void drop(Copy copy) {
        var unused = run(List.of("detach database if exists " + copy.database));
        try {
            Files.deleteIfExists(path(copy));
            Files.deleteIfExists(path(copy).resolveSibling(path(copy).getFileName() + ".wal"));
        } catch (IOException e) {
            // The next start empties the folder.
        }
    }

    /** Whether all of it went well. */
    private boolean run(List<String> statements) {
        try (Connection connection = root.duplicate();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                if (!begin(statement)) {
                    return false;
                }
                statement.execute(sql);
            }
            return true;
        } catch (SQLException e) {
            return false;
        } finally {
            synchronized (this) {
                underWay = null;
            }
        }
    }

    private synchronized boolean begin(Statement statement) {
        underWay = statement;
        return !closed;
    }

    private Path path(Copy copy) {
        return folder.resolve(copy.database + ".duckdb");
    }

    /** Waits until nothing is under way; for tests. */
    void settle() throws InterruptedException, ExecutionException {
        worker.submit(() -> {}).get();
    }

    /** A folder that cannot be emptied is not used. */
    private boolean isEmptied() {
        try {
            Files.createDirectories(folder);
            try (Stream<Path> left = Files.list(folder)) {
                for (Path file : left.toList()) {
                    Files.delete(file);
                }
            }
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Breaks off what is under way. The engine ends next, and lets the files go. */
    @Override
    public void close() {
        Statement last;
        synchronized (this) {
            closed = true;
            last = underWay;
        }
        try {
            if (last != null) {
                last.cancel();
            }
        } catch (SQLException e) {
            // It ended by itself.
        }
        worker.shutdown();
        try {
            var unused = worker.awaitTermination(CLOSE_SECONDS_MAX, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
