package org.wardflow.server.audit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.Set;
import org.wardflow.core.ErrorCode;
import org.wardflow.core.WardflowException;
import org.wardflow.server.http.Json;

/**
 * Appends entries to a file a month, each line with the SHA-256 of the line before it. An entry is in the file before the answer goes
 * out, and on the disk within about a second. Safe for all threads; one process a folder.
 */
public final class AuditLog implements AutoCloseable {
    private final Path folder;
    private final Clock clock;
    private YearMonth month;
    private FileChannel channel;
    private long sequence;
    private String previous;
    private boolean unsynced;

    private AuditLog(Path folder, Clock clock, YearMonth month, FileChannel channel, AuditChain.Head head) {
        this.folder = folder;
        this.clock = clock;
        this.month = month;
        this.channel = channel;
        this.sequence = head.sequence();
        this.previous = head.hash();
    }

    /** Goes on at the end of the chain. A line that a crash cut off is cut away, and that is the next entry. */
    public static AuditLog open(Path folder, Clock clock) {
        try {
            Files.createDirectories(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            AuditChain chain = AuditChain.in(folder);
            long torn = chain.cutTorn();
            YearMonth month = YearMonth.from(clock.instant().atZone(ZoneOffset.UTC));
            AuditLog log = new AuditLog(folder, clock, month, file(folder, month), chain.head());
            if (torn > 0) {
                log.append(new AuditEntry("-", "-", "-", "-", "audit.recovered", torn + " bytes", "-", "ok", 0, 0));
            }
            return log;
        } catch (IOException e) {
            throw failed(folder, e);
        }
    }

    private static FileChannel file(Path folder, YearMonth month) throws IOException {
        return FileChannel.open(
                folder.resolve(AuditChain.name(month)),
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.APPEND),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }

    /** Adds an entry; DISK_FAILED if that is not possible, and then nothing may be shown. */
    public synchronized void append(AuditEntry entry) {
        try {
            YearMonth now = YearMonth.from(clock.instant().atZone(ZoneOffset.UTC));
            if (!now.equals(month)) {
                sync();
                channel.close();
                channel = file(folder, now);
                month = now;
            }
            long next = sequence + 1;
            AuditChain.Line line = AuditChain.line(next, clock.instant(), Json.text(entry), previous);
            ByteBuffer bytes = ByteBuffer.wrap((line.text() + "\n").getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                int unused = channel.write(bytes);
            }
            sequence = next;
            previous = line.hash();
            unsynced = true;
        } catch (IOException e) {
            throw failed(folder, e);
        }
    }

    /** Brings to the disk what has been appended. */
    public synchronized void sync() {
        if (unsynced) {
            try {
                channel.force(false);
                unsynced = false;
            } catch (IOException e) {
                throw failed(folder, e);
            }
        }
    }

    private static WardflowException failed(Path folder, IOException e) {
        return new WardflowException(
                ErrorCode.DISK_FAILED,
                "The audit cannot be written, so nothing is shown",
                folder + ", " + e.getClass().getSimpleName(),
                "make room on the disk, or give back the right to write there",
                e);
    }

    @Override
    public synchronized void close() {
        try {
            sync();
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
