package org.wardflow.ingest;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.Objects;
import org.wardflow.core.ErrorCode;
import org.wardflow.core.Sha256;
import org.wardflow.core.WardflowException;

/** Payloads too large for a row, each in a file named by its SHA-256. Written once, never changed. */
public final class PayloadStore {
    private final Path folder;
    private final Path scratch;
    private final Keep keep;

    /** A store in a folder, which is created with the first payload. */
    public PayloadStore(Path folder) {
        this(folder, folder, PayloadStore::moved);
    }

    /**
     * A store elsewhere than on this machine's disk.
     *
     * @param folder names where payloads lie
     * @param scratch a folder of this machine, where they lie until they are whole
     * @param keep brings one there
     */
    public PayloadStore(Path folder, Path scratch, Keep keep) {
        this.folder = folder;
        this.scratch = scratch;
        this.keep = keep;
    }

    /** Brings a whole payload to its place, durably and not in part; the same one may lie there already. */
    @FunctionalInterface
    public interface Keep {
        /** From a file of this machine, which may be moved or left. */
        void keep(Path whole, Path target) throws IOException;
    }

    /** Where the payload with this digest lies, or would lie. */
    public Path path(String sha256) {
        return shelf(sha256).resolve(sha256);
    }

    private static void moved(Path whole, Path target) throws IOException {
        Path shelf = Objects.requireNonNull(target.getParent());
        Files.createDirectories(shelf);
        Files.move(whole, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        syncFolder(shelf);
        syncFolder(Objects.requireNonNull(shelf.getParent()));
    }

    private static void syncFolder(Path path) throws IOException {
        try (FileChannel entries = FileChannel.open(path, StandardOpenOption.READ)) {
            entries.force(true);
        }
    }

    private Path shelf(String sha256) {
        return folder.resolve(sha256.substring(0, 2));
    }

    /** Starts a payload whose length and digest are not known yet. */
    public Writer begin() {
        try {
            Files.createDirectories(scratch);
            return new Writer(Files.createTempFile(scratch, "incoming-", ".tmp"));
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private WardflowException failed(IOException e) {
        boolean full = String.valueOf(e.getMessage()).contains("No space left");
        return new WardflowException(
                full ? ErrorCode.DISK_FULL : ErrorCode.DISK_FAILED,
                "A large payload could not be kept in " + folder,
                full
                        ? "the disk is full; nothing of this batch was committed"
                        : e.getClass().getSimpleName(),
                full ? "free some space and run the same command again" : "check the disk and the folder's permissions",
                e);
    }

    /** One payload being written. Closing it without {@link #finish} leaves nothing behind. */
    public final class Writer implements AutoCloseable {
        private final Path temporary;
        private final FileChannel channel;
        private final MessageDigest digest = Sha256.digest();
        private final OutputStream out;
        private long size;

        private Writer(Path temporary) throws IOException {
            this.temporary = temporary;
            this.channel = FileChannel.open(temporary, StandardOpenOption.WRITE);
            this.out = new DigestOutputStream(Channels.newOutputStream(channel), digest);
        }

        /** Appends bytes. */
        public void write(byte[] bytes, int from, int length) {
            try {
                out.write(bytes, from, length);
                size += length;
            } catch (IOException e) {
                throw failed(e);
            }
        }

        /** Makes the payload durable and names it; the same content twice is one file. */
        public Payload.SideFile finish() {
            String sha256 = Sha256.finish(digest);
            try {
                channel.force(true);
                channel.close();
                keep.keep(temporary, path(sha256));
            } catch (IOException e) {
                throw failed(e);
            }
            return new Payload.SideFile(sha256, size);
        }

        @Override
        public void close() {
            try {
                channel.close();
                Files.deleteIfExists(temporary);
            } catch (IOException e) {
                throw failed(e);
            }
        }
    }
}
