package org.wardflow.server.audit;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.wardflow.core.WallClock;

/** Held while an entry is appended: the pages and a command beside them write one chain. It goes with the process that holds it. */
final class AuditLock implements AutoCloseable {
    /** Longer than any append takes: only a process that was stopped in the middle of one holds it so long. */
    static final Duration LIMIT = Duration.ofSeconds(5);

    private static final Duration LOOK_AGAIN = Duration.ofMillis(2);

    private final FileChannel channel;
    private final FileLock lock;

    private AuditLock(FileChannel channel, FileLock lock) {
        this.channel = channel;
        this.lock = lock;
    }

    /** Waits for it; an IOException if that takes longer than the limit. */
    static AuditLock take(Path folder) throws IOException {
        FileChannel channel = FileChannel.open(
                AuditHead.beside(folder, ".lock"),
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try {
            long end = WallClock.nanos() + LIMIT.toNanos();
            FileLock lock = tried(channel);
            while (lock == null) {
                if (WallClock.nanos() > end) {
                    throw new IOException("another process holds " + AuditHead.beside(folder, ".lock"));
                }
                Thread.sleep(LOOK_AGAIN.toMillis());
                lock = tried(channel);
            }
            return new AuditLock(channel, lock);
        } catch (InterruptedException e) {
            channel.close();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    /** Another log of this process holds it where Java says that locks overlap. */
    private static @Nullable FileLock tried(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    @Override
    public void close() throws IOException {
        try {
            lock.release();
        } finally {
            channel.close();
        }
    }
}
