package org.wardflow.app.web;

import java.io.IOException;
import java.lang.System.Logger;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.wardflow.app.log.RotatingFile;
import org.wardflow.server.feed.Feed;

/**
 * The cycles and failures of a home's processes as lines beside the log, so that a restart does not forget them. Written by a thread of
 * its own, for the live thread must not wait for a disk; what cannot be written is dropped, as in a log. Safe for all threads.
 */
final class KeptHistory implements AutoCloseable {
    static final String CYCLES = "cycles.ndjson";
    static final String FAILURES = "failures.ndjson";

    /** Bytes of a file, of which {@link RotatingFile#MAX_FILES} of each kind are kept: many times what the page shows. */
    static final long BYTES_MAX = 256L << 10;

    /** Lines that wait for the disk; beyond them the next ones are dropped. */
    private static final int WAITING_MAX = 1_000;

    private static final long STOP_SECONDS = 5;
    private static final Logger LOG = System.getLogger(KeptHistory.class.getName());

    private final RotatingFile cycles;
    private final RotatingFile failures;
    private final ThreadPoolExecutor thread = new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(WAITING_MAX),
            KeptHistory::daemon,
            new ThreadPoolExecutor.DiscardPolicy());

    private KeptHistory(Path folder) {
        this.cycles = new RotatingFile(folder, CYCLES, BYTES_MAX);
        this.failures = new RotatingFile(folder, FAILURES, BYTES_MAX);
    }

    /** What earlier processes had, each the newest first. */
    record Earlier(List<Feed.Cycle> cycles, List<Feed.Failure> failures) {
        Earlier {
            cycles = List.copyOf(cycles);
            failures = List.copyOf(failures);
        }
    }

    /** In a folder that need not exist yet; one process a folder. */
    static KeptHistory in(Path folder) {
        return new KeptHistory(folder);
    }

    private static Thread daemon(Runnable work) {
        Thread made = new Thread(work, "wardflow-history");
        made.setDaemon(true);
        return made;
    }

    /** Hands over what is there, on its own thread. Called first: all that is there then is of earlier processes. */
    void read(Consumer<Earlier> reader) {
        thread.execute(() -> {
            try {
                List<Feed.Cycle> read = new ArrayList<>();
                cycles.lines().forEach(line -> HistoryLines.cycle(line).ifPresent(read::add));
                Collections.reverse(read);
                reader.accept(new Earlier(read, HistoryLines.failures(failures.lines())));
            } catch (IOException e) {
                LOG.log(Logger.Level.WARNING, "what was kept of earlier cycles cannot be read", e);
            }
        });
    }

    /** Adds a cycle of the process that started then. */
    void add(Instant process, Feed.Cycle cycle) {
        thread.execute(() -> cycles.write(HistoryLines.line(process, cycle)));
    }

    /** Adds that a failure has begun, or ended. */
    void add(Instant process, Feed.Failure failure) {
        thread.execute(() -> failures.write(HistoryLines.line(process, failure)));
    }

    /** Writes what waits, unless the disk takes too long. */
    @Override
    public void close() {
        thread.shutdown();
        try {
            var unused = thread.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        cycles.close();
        failures.close();
    }
}
