package org.wardflow.app.backup;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.wardflow.app.home.Folders;
import org.wardflow.core.ErrorCode;
import org.wardflow.core.Sha256;
import org.wardflow.core.WardflowException;

/**
 * A folder of backups: {@code files/} holds each content once, under its SHA-256, and a {@code backup-*.json} for each backup says
 * which contents it is made of. So a further backup copies only what is new, and each one stays whole.
 */
final class Store {
    private static final String FILES = "files";
    private static final String PREFIX = "backup-";
    private static final String ENDING = ".json";
    private static final String TEMPORARY = ".tmp";

    private final Path folder;

    /** Contents known to be here, so that what the log gives a digest for need not even be read. */
    private final Set<String> known = new HashSet<>();

    private long copied;
    private long copiedBytes;

    private Store(Path folder) {
        this.folder = folder.toAbsolutePath().normalize();
    }

    /** USAGE if the folder holds other things. */
    static Store openOrCreate(Path folder) {
        Store store = new Store(folder);
        try {
            // It holds what the home holds.
            Folders.createPrivately(store.folder);
            try (DirectoryStream<Path> entries = Files.newDirectoryStream(store.folder)) {
                for (Path entry : entries) {
                    String name = String.valueOf(entry.getFileName());
                    if (!name.equals(FILES) && !name.startsWith(PREFIX)) {
                        throw new WardflowException(
                                ErrorCode.USAGE,
                                "Backups go into a folder of their own",
                                store.folder + " holds " + name,
                                "name an absent or empty folder, or one with earlier backups");
                    }
                }
            }
            Files.createDirectories(store.folder.resolve(FILES));
            return store;
        } catch (IOException e) {
            throw failed("The folder " + store.folder + " cannot be used", e);
        }
    }

    /** INPUT_MISSING if there is no backup. */
    static Store open(Path folder) {
        return new Store(folder);
    }

    Path folder() {
        return folder;
    }

    /** All backups, oldest first; TABLE_CORRUPT if one cannot be read. */
    List<Index> indexes() {
        try {
            return names().stream().map(this::read).sorted(Index.ORDER).toList();
        } catch (IOException e) {
            return List.of();
        }
    }

    /** The newest backup, without a look at others where names tell. */
    Optional<Index> newest() throws IOException {
        Optional<String> numbered = names().stream()
                .filter(name -> Index.number(name).isPresent())
                .max(Comparator.comparingLong(name -> Index.number(name).orElseThrow()));
        return numbered.isPresent()
                ? numbered.map(this::read)
                : indexes().stream().max(Index.ORDER);
    }

    private List<String> names() throws IOException {
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, PREFIX + "*" + ENDING)) {
            entries.forEach(file -> {
                String name = String.valueOf(file.getFileName());
                names.add(name.substring(0, name.length() - ENDING.length()));
            });
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return names;
    }

    private Index read(String name) {
        Path file = folder.resolve(name + ENDING);
        try {
            return Index.parse(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new WardflowException(
                    ErrorCode.TABLE_CORRUPT,
                    "The backup " + file + " is damaged",
                    String.valueOf(e.getClass().getSimpleName()),
                    "move that file away; the backups beside it are whole in themselves",
                    e);
        }
    }

    /** A number that no other backup in the folder has, also if another process makes one now. */
    final class Place implements AutoCloseable {
        private final long number;
        private final Path temporary;

        private Place(long number, Path temporary) {
            this.number = number;
            this.temporary = temporary;
        }

        long number() {
            return number;
        }

        /** Makes the backup of this number exist, as the last thing of it. */
        void write(Index index) throws IOException {
            Files.write(temporary, index.render());
            force(temporary);
            Files.move(temporary, folder.resolve(index.name() + ENDING), StandardCopyOption.ATOMIC_MOVE);
            force(folder);
        }

        /** What was not written is given up. */
        @Override
        public void close() throws IOException {
            Files.deleteIfExists(temporary);
        }
    }

    /** Takes the next number, before anything of the home is looked at: so a higher one never has an older state. */
    Place reserve() throws IOException {
        for (long number = highest() + 1; ; number++) {
            Path temporary = folder.resolve(String.format(Locale.ROOT, "%s%06d%s", PREFIX, number, TEMPORARY));
            try {
                Files.createFile(temporary);
            } catch (FileAlreadyExistsException e) {
                // Another backup is being made, or was killed.
                continue;
            }
            if (number > highest()) {
                return new Place(number, temporary);
            }
            // Others were done between the look and the file.
            Files.deleteIfExists(temporary);
        }
    }

    private long highest() throws IOException {
        return names().stream()
                .mapToLong(name -> Index.number(name).orElse(0))
                .max()
                .orElse(0);
    }

    /** Deletes what backups left behind that were killed, if it was last written before a time. */
    void deleteLeftovers(Instant before) throws IOException {
        for (Path parent : List.of(folder, folder.resolve(FILES))) {
            try (DirectoryStream<Path> found = Files.newDirectoryStream(parent, "*" + TEMPORARY)) {
                for (Path file : found) {
                    if (Files.getLastModifiedTime(file).toInstant().isBefore(before)) {
                        Files.deleteIfExists(file);
                    }
                }
            } catch (DirectoryIteratorException e) {
                throw e.getCause();
            }
        }
    }

    void startCounting() {
        copied = 0;
        copiedBytes = 0;
    }

    long copied() {
        return copied;
    }

    long copiedBytes() {
        return copiedBytes;
    }

    /**
     * Keeps a file's content, unless it is here already.
     *
     * @param expected its digest, if something says it; TABLE_CORRUPT if the file has another one
     * @return its digest
     */
    String keep(Path file, Optional<String> expected) throws IOException {
        if (expected.isPresent() && known.contains(expected.get())) {
            return expected.get();
        }
        if (expected.isPresent()
                && Files.exists(path(expected.get()))
                && Files.size(path(expected.get())) == Files.size(file)) {
            known.add(expected.get());
            return expected.get();
        }
        Path temporary = Files.createTempFile(folder.resolve(FILES), "incoming", TEMPORARY);
        try {
            String digest = copy(file, temporary);
            if (expected.isPresent() && !expected.get().equals(digest)) {
                throw damaged(
                        "The file " + file,
                        digest,
                        expected.get(),
                        "./wardflow doctor tells what to do; nothing damaged is backed up");
            }
            Path target = path(digest);
            if (!Files.exists(target)) {
                Path shelf = shelf(digest);
                if (!Files.exists(shelf)) {
                    Files.createDirectories(shelf);
                    force(folder.resolve(FILES));
                }
                Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
                force(shelf);
                copied++;
                copiedBytes += Files.size(target);
            }
            known.add(digest);
            return digest;
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    /** Writes a content to its place; TABLE_CORRUPT if it is not what was kept. */
    void bring(Index.Item item, Path target) throws IOException {
        Path parent = target.getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        String digest;
        try {
            digest = copy(path(item.digest()), target);
        } catch (NoSuchFileException e) {
            throw new WardflowException(
                    ErrorCode.TABLE_CORRUPT,
                    "The backup in " + folder + " lacks " + item.path(),
                    path(item.digest()) + " is missing",
                    "restore another backup (--of); the ones beside it may not need that file",
                    e);
        }
        if (!digest.equals(item.digest())) {
            throw damaged(
                    "The backup's copy of " + item.path(), digest, item.digest(), "restore another backup (--of)");
        }
    }

    private Path path(String digest) {
        return shelf(digest).resolve(digest);
    }

    private Path shelf(String digest) {
        return folder.resolve(FILES).resolve(digest.substring(0, 2));
    }

    private static String copy(Path from, Path to) throws IOException {
        MessageDigest sha = Sha256.digest();
        try (InputStream in = Files.newInputStream(from);
                FileChannel channel = FileChannel.open(
                        to, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING);
                OutputStream out = new DigestOutputStream(Channels.newOutputStream(channel), sha)) {
            in.transferTo(out);
            channel.force(true);
        }
        return Sha256.finish(sha);
    }

    /** Makes a file's content, or a folder's names, durable. */
    static void force(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    static String digest(byte[] content) {
        return Sha256.of(content);
    }

    static WardflowException failed(String what, IOException e) {
        boolean full = String.valueOf(e.getMessage()).contains("No space left");
        return new WardflowException(
                full ? ErrorCode.DISK_FULL : ErrorCode.DISK_FAILED,
                what,
                full ? "no space left on the disk" : e.getClass().getSimpleName() + ": " + e.getMessage(),
                "check the disk, its free space and the permissions, then run the same command again",
                e);
    }

    private static WardflowException damaged(String what, String found, String expected, String fix) {
        return new WardflowException(
                ErrorCode.TABLE_CORRUPT,
                what + " is damaged",
                "it has the SHA-256 %s, expected %s".formatted(found, expected),
                fix);
    }
}
