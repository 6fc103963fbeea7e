package org.wardflow.lake.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.wardflow.core.ErrorCode;
import org.wardflow.core.WardflowException;
import org.wardflow.lake.FileIo;

/**
 * Held by the one process that writes a lake. The operating system frees it when that process ends, however it ends; the
 * file stays behind and means nothing by itself.
 */
public final class WriterLock implements FileIo.Held {
    private static final String FILE = "_writer.lock";

    /** File locks belong to a process, so a second one in this process needs its own refusal. */
    private static final Set<Path> HELD_HERE = ConcurrentHashMap.newKeySet();

    private final Path file;
    private final FileChannel channel;

    private WriterLock(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /** Takes the lock of a lake's folder, which must exist; HOME_LOCKED if another holds it. */
    public static WriterLock take(Path root) {
        Path file;
        try {
            file = root.toRealPath().resolve(FILE);
        } catch (IOException e) {
            throw Disk.failure("Cannot open the lake " + root, e);
        }
        if (!HELD_HERE.add(file)) {
            throw refused(root, "this process, " + ProcessHandle.current().pid() + ", has it open already");
        }
        FileChannel channel = null;
        boolean taken = false;
        try {
            channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            FileLock lock = channel.tryLock();
            if (lock == null) {
                throw refused(root, "process " + holder(file) + " has it open for writing");
            }
            channel.truncate(0);
            channel.write(
                    ByteBuffer.wrap(Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII)));
            taken = true;
            return new WriterLock(file, channel);
        } catch (OverlappingFileLockException e) {
            throw refused(root, "this process has it open already");
        } catch (IOException e) {
            throw Disk.failure("Cannot lock the lake " + root, e);
        } finally {
            if (!taken) {
                HELD_HERE.remove(file);
                closeQuietly(channel);
            }
        }
    }

    /** The channel carries the lock, so closing it frees the lock. */
    @Override
    public void close() {
        closeQuietly(channel);
        HELD_HERE.remove(file);
    }

    private static void closeQuietly(@Nullable FileChannel channel) {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException e) {
            // The process's end frees the lock at the latest.
        }
    }

    private static String holder(Path file) {
        try {
            String pid = Files.readString(file, StandardCharsets.US_ASCII).trim();
            return pid.isEmpty() ? "(unknown)" : pid;
        } catch (IOException e) {
            return "(unknown)";
        }
    }

    private static WardflowException refused(Path root, String found) {
        return new WardflowException(
                ErrorCode.HOME_LOCKED,
                "Another writer has the lake " + root,
                found,
                "wait for it or stop it; reading works beside it");
    }
}
