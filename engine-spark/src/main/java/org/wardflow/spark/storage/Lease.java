package org.wardflow.spark.storage;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.wardflow.core.ErrorCode;
import org.wardflow.core.WallClock;
import org.wardflow.core.WardflowException;
import org.wardflow.lake.FileIo;

/**
 * Held by the one process that writes a lake in an object store: an object whose number is one above the last writer's, created only if
 * there is none, and written again and again as long as the process lives. By the store's own clock another one knows when it no longer does.
 *
 * <p>Who has not renewed it for nearly as long writes nothing any more, by its own clock, whatever its renewal waits for. A write that is under way
 * then may still be carried out: a version of a table or a manifest is created only if there is none, and the loser learns so.
 */
final class Lease implements FileIo.Held {
    /** How long a writer that does not answer any more keeps others out. */
    static final Duration LIFE = Duration.ofSeconds(60);

    static final Duration RENEWAL = Duration.ofSeconds(10);

    /** So many in a row, and the lease may be another's. */
    private static final int MISSED_MAX = 4;

    /** One part in so many of a life. */
    private static final int RESERVE = 6;

    static final String FOLDER = "_writer";
    private static final String FREE = "free";
    private static final Pattern NUMBER = Pattern.compile("\\d{20}");

    private final HadoopFileIo io;
    private final Path folder;
    private final Path object;
    private final byte[] holder;
    private final ScheduledExecutorService renewals = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "wardflow-lease");
        thread.setDaemon(true);
        return thread;
    });
    private final Duration life;
    private int missed;
    private boolean lost;

    private Lease(HadoopFileIo io, Path folder, Path object, byte[] holder, Duration life) {
        this.life = life;
        this.io = io;
        this.folder = folder;
        this.object = object;
        this.holder = holder;
    }

    /** HOME_LOCKED if another writer lives; STORE_UNSUITABLE if the store does not do what commits rest on. */
    static Lease take(HadoopFileIo io, Path root) {
        return take(io, root, LIFE, RENEWAL);
    }

    static Lease take(HadoopFileIo io, Path root, Duration life, Duration renewal) {
        Path folder = root.resolve(FOLDER);
        long began = WallClock.nanos();
        String name = "process " + ProcessHandle.current().pid() + ", " + UUID.randomUUID();
        try {
            long now = now(io, folder);
            List<FileIo.Entry> earlier = numbers(io, folder);
            long last = 0;
            if (!earlier.isEmpty()) {
                FileIo.Entry newest = earlier.get(earlier.size() - 1);
                last = Long.parseLong(newest.name());
                String other = new String(io.read(newest.path()), StandardCharsets.UTF_8);
                if (!other.equals(FREE) && now - newest.modifiedMillis() < life.toMillis()) {
                    throw refused(root, other + " has it open for writing");
                }
            }
            byte[] holder = name.getBytes(StandardCharsets.UTF_8);
            Path object = folder.resolve(String.format(Locale.ROOT, "%020d", last + 1));
            io.writeNew(object, holder);
            // Between the look and the object others may have taken the lake one after the other, and freed the number
            // again.
            List<FileIo.Entry> since = numbers(io, folder);
            if (!since.get(since.size() - 1).path().equals(object)) {
                io.delete(object);
                throw refused(root, "it was opened at this moment");
            }
            for (FileIo.Entry entry : earlier) {
                io.delete(entry.path());
            }
            Lease lease = new Lease(io, folder, object, holder, life);
            lease.heldFrom(began);
            var unused = lease.renewals.scheduleWithFixedDelay(
                    lease::renew, renewal.toMillis(), renewal.toMillis(), TimeUnit.MILLISECONDS);
            return lease;
        } catch (FileAlreadyExistsException e) {
            throw refused(root, "it was opened at this moment");
        } catch (IOException e) {
            throw ObjectStore.failure("Cannot lock the lake " + root, e);
        }
    }

    /** The store's time, of an object that must not be made twice. */
    private static long now(HadoopFileIo io, Path folder) throws IOException {
        Path probe = folder.resolve("probe-" + UUID.randomUUID());
        io.writeNew(probe, new byte[] {1});
        try {
            io.writeNew(probe, new byte[] {2});
            throw new WardflowException(
                    ErrorCode.STORE_UNSUITABLE,
                    "No lake can be written in " + folder.getFileSystem(),
                    "an object that must be created only if there is none was replaced",
                    "use a store that honours If-None-Match; docs/storage.md names some");
        } catch (FileAlreadyExistsException e) {
            return io.find(probe).map(FileIo.Entry::modifiedMillis).orElse(0L);
        } finally {
            io.delete(probe);
        }
    }

    private static List<FileIo.Entry> numbers(HadoopFileIo io, Path folder) throws IOException {
        return io.list(folder).stream()
                .filter(entry -> NUMBER.matcher(entry.name()).matches())
                .toList();
    }

    private synchronized void renew() {
        if (lost) {
            return;
        }
        long began = WallClock.nanos();
        try {
            if (isNewest()) {
                boolean overdue = io.isOverdue();
                // Never gone, not even for a moment: who looks then would find the lake free.
                io.overwrite(object, holder);
                // Who slept looks again: another one may have come since the first look.
                if (overdue && !isNewest()) {
                    lose();
                    return;
                }
                heldFrom(began);
                missed = 0;
            } else {
                lose();
            }
        } catch (IOException | RuntimeException e) {
            missed++;
            if (missed >= MISSED_MAX) {
                lose();
            }
        }
    }

    private boolean isNewest() throws IOException {
        List<FileIo.Entry> numbers = numbers(io, folder);
        return !numbers.isEmpty() && numbers.get(numbers.size() - 1).path().equals(object);
    }

    /**
     * Others take the lake over a life after its object was written, which was not before this instant. Nothing is written in the last part of
     * that: whose renewal hangs must stop before another one begins.
     */
    private void heldFrom(long nanos) {
        io.writableUntil(nanos + life.minus(life.dividedBy(RESERVE)).toNanos());
    }

    private void lose() {
        lost = true;
        io.fence();
    }

    @Override
    public synchronized void close() {
        renewals.shutdownNow();
        if (!lost) {
            try {
                io.overwrite(object, FREE.getBytes(StandardCharsets.UTF_8));
            } catch (IOException e) {
                // It runs out by itself.
            }
            io.writableAlways();
        }
    }

    private static WardflowException refused(Path root, String found) {
        return new WardflowException(
                ErrorCode.HOME_LOCKED,
                "Another writer has the lake " + root,
                found,
                "wait for it or stop it; one that was killed counts as gone after %s s".formatted(LIFE.toSeconds()));
    }
}
