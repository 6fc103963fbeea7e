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
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.logging.Logger;
import org.wardflow.core.ErrorCode;
import org.wardflow.core.WardflowException;
import org.wardflow.server.http.Json;

/**
 * Appends entries to a file a month, each line with an HMAC over it and the line before it. An entry is in the file before the answer
 * goes out, and on the disk within about a second; then how far the chain has got is noted beside the folder, and once a day in the
 * log. Safe for all threads, and for several processes: each goes on where another has got to.
 */
public final class AuditLog implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(AuditLog.class.getName());

    private final Path folder;
    private final AuditChain chain;
    private final Clock clock;
    private final AuditKey key;
    private final long keyedFrom;
    private final Disk disk;
    private final boolean tells;
    private YearMonth month;
    private FileChannel channel;
    private long length;
    private long sequence;
    private String previous;
    private boolean unsynced;
    private LocalDate told;

    /** Writes what is left in a buffer. */
    @FunctionalInterface
    interface Disk {
        void write(FileChannel channel, ByteBuffer bytes) throws IOException;
    }

    private AuditLog(
            Path folder,
            Clock clock,
            AuditKey key,
            long keyedFrom,
            AuditChain.Head head,
            Optional<YearMonth> newest,
            Disk disk,
            boolean tells)
            throws IOException {
        this.folder = folder;
        this.chain = AuditChain.in(folder);
        this.clock = clock;
        this.key = key;
        this.keyedFrom = keyedFrom;
        this.disk = disk;
        this.tells = tells;
        this.told = today();
        YearMonth now = YearMonth.from(told);
        this.month = newest.filter(last -> last.isAfter(now)).orElse(now);
        if (month.isAfter(now)) {
            LOG.warning(() -> "The clock says %s, and the audit has got to %s, where it goes on: set the clock"
                    .formatted(now, month));
        }
        this.channel = file(folder, month);
        this.length = channel.size();
        this.sequence = head.sequence();
        this.previous = head.hash();
    }

    /**
     * Goes on at the end of the chain. A line that a crash cut off is cut away, and that is the next entry; DISK_FAILED if entries
     * are missing that were noted beside the folder, or the key is, for going on would hide that.
     */
    public static AuditLog open(Path folder, Clock clock) {
        return open(folder, clock, AuditLog::write, true);
    }

    /** The same for a command, which tells the log nothing of the audit. */
    public static AuditLog openForCommand(Path folder, Clock clock) {
        return open(folder, clock, AuditLog::write, false);
    }

    private static void write(FileChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            int unused = channel.write(bytes);
        }
    }

    static AuditLog open(Path folder, Clock clock, Disk disk, boolean tells) {
        try {
            Files.createDirectories(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            try (AuditLock held = AuditLock.take(folder)) {
                return open(folder, clock, disk, tells, held);
            }
        } catch (IOException e) {
            throw failed(folder, e);
        }
    }

    private static AuditLog open(Path folder, Clock clock, Disk disk, boolean tells, AuditLock held)
            throws IOException {
        AuditChain chain = AuditChain.in(folder);
        long torn = chain.cutTorn();
        AuditChain.Head head = chain.head();
        Optional<AuditKey> known = AuditKey.read(folder);
        AuditKey key = known.orElseGet(AuditKey::random);
        AuditHead noted = known.isEmpty()
                ? new AuditHead(head.sequence() + 1, head.sequence(), head.hash())
                : AuditHead.read(folder, key).orElseThrow(() -> broken(folder, "what was noted of its end is gone"));
        if (head.sequence() < noted.sequence()) {
            throw broken(folder, "it ends at entry %s, and %s were noted".formatted(head.sequence(), noted.sequence()));
        }
        if (known.isEmpty()) {
            if (chain.isKeyed()) {
                throw broken(folder, "its key is gone");
            }
            noted.write(folder, key);
            key.write(folder);
        }
        AuditLog log = new AuditLog(folder, clock, key, noted.keyedFrom(), head, chain.newest(), disk, tells);
        if (torn > 0) {
            log.append(new AuditEntry("-", "-", "-", "-", "audit.recovered", torn + " bytes", "-", "ok", 0, 0), held);
        }
        log.tell();
        return log;
    }

    private static FileChannel file(Path folder, YearMonth month) throws IOException {
        return FileChannel.open(
                folder.resolve(AuditChain.name(month)),
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.APPEND),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }

    private LocalDate today() {
        return clock.instant().atZone(ZoneOffset.UTC).toLocalDate();
    }

    /** Adds an entry; DISK_FAILED if that is not possible, and then nothing may be shown. */
    public synchronized void append(AuditEntry entry) {
        try (AuditLock held = AuditLock.take(folder)) {
            append(entry, held);
        } catch (IOException e) {
            throw failed(folder, e);
        }
    }

    private void append(AuditEntry entry, AuditLock held) throws IOException {
        goOn(held);
        long next = sequence + 1;
        AuditChain.Line line = AuditChain.line(key, next, clock.instant(), Json.text(entry), previous);
        byte[] bytes = (line.text() + "\n").getBytes(StandardCharsets.UTF_8);
        try {
            disk.write(channel, ByteBuffer.wrap(bytes));
        } catch (IOException e) {
            // What it left would be a line that no reader takes for an entry.
            FileChannel unused = channel.truncate(length);
            throw e;
        }
        length += bytes.length;
        sequence = next;
        previous = line.hash();
        unsynced = true;
    }

    /**
     * Goes to the end of the chain: another process may have gone on, or a write have failed half-way, after which the next entry would stand
     * in the same line and break the chain. DISK_FAILED if it ends before what was written here.
     *
     * @param held nobody else is writing
     */
    private void goOn(AuditLock held) throws IOException {
        Objects.requireNonNull(held);
        YearMonth now = YearMonth.from(today());
        YearMonth newest = chain.newest().filter(last -> last.isAfter(now)).orElse(now);
        // Never back, whatever the clock says: the files are one chain in the order of their names.
        boolean isNew = newest.isAfter(month);
        if (isNew) {
            force();
            channel.close();
            channel = file(folder, newest);
            month = newest;
        }
        if (isNew || channel.size() != length) {
            long unused = chain.cutTorn();
            AuditChain.Head end = chain.head();
            if (end.sequence() < sequence
                    || (end.sequence() == sequence && !end.hash().equals(previous))) {
                throw broken(folder, "entry %s is gone, or another than was written".formatted(sequence));
            }
            sequence = end.sequence();
            previous = end.hash();
            length = channel.size();
        }
    }

    /** Brings to the disk what has been appended, and notes how far it has got. */
    public synchronized void sync() {
        if (unsynced) {
            try (AuditLock held = AuditLock.take(folder)) {
                force();
                goOn(held);
                new AuditHead(keyedFrom, sequence, previous).write(folder, key);
                unsynced = false;
            } catch (IOException e) {
                throw failed(folder, e);
            }
        }
        if (!today().equals(told)) {
            tell();
        }
    }

    private void force() throws IOException {
        if (unsynced) {
            channel.force(false);
        }
    }

    private void tell() {
        told = today();
        if (!tells) {
            return;
        }
        LOG.info(() -> "The audit has %s entries; the last hash is %s".formatted(sequence, previous));
    }

    private static WardflowException broken(Path folder, String found) {
        return new WardflowException(
                ErrorCode.DISK_FAILED,
                "The audit is not whole, so nothing is shown",
                folder + ": " + found,
                "`./wardflow audit verify` says where; keep what is left elsewhere, and move " + folder.getFileName()
                        + ", its .key and its .head away to begin a new one");
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
            tell();
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
