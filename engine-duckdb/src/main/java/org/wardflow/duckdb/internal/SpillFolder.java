package org.wardflow.duckdb.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where one engine puts the rows that do not fit into memory. DuckDB names these files alike in every process, overwrites those that are there, and deletes
 * what it finds: two that shared a folder would read each other's rows. A lock beside the folder says that its process lives, whatever the number of
 * the process is; what is left of others goes.
 */
public final class SpillFolder implements AutoCloseable {
    private static final String NAME = "spill-";
    private static final String LOCK = ".lock";

    /** Of this process. To open one a second time and to close it would give the lock up. */
    private static final Set<Path> OWN = new HashSet<>();

    private final Path folder;
    private final Path lock;
    private final @Nullable FileChannel held;

    private SpillFolder(Path folder, Path lock, @Nullable FileChannel held) {
        this.folder = folder;
        this.lock = lock;
        this.held = held;
    }

    /** A new one. Where nothing can be written there is none: the engine says so if it comes to need one. */
    public static SpillFolder in(Path parent) {
        synchronized (OWN) {
            try {
                Files.createDirectories(parent);
                clean(parent);
                while (true) {
                    Path lock = Files.createTempFile(parent, NAME, LOCK);
                    FileChannel channel = FileChannel.open(lock, StandardOpenOption.WRITE);
                    // Another that cleans may have taken it for left.
                    if (channel.tryLock() != null && Files.exists(lock)) {
                        OWN.add(lock);
                        return new SpillFolder(Files.createDirectory(folder(lock)), lock, channel);
                    }
                    channel.close();
                }
            } catch (IOException e) {
                return new SpillFolder(parent.resolve(NAME + "none"), parent.resolve(NAME + "none" + LOCK), null);
            }
        }
    }

    private static Path folder(Path lock) {
        String name = String.valueOf(lock.getFileName());
        return lock.resolveSibling(name.substring(0, name.length() - LOCK.length()));
    }

    private static void clean(Path parent) throws IOException {
        try (DirectoryStream<Path> locks = Files.newDirectoryStream(parent, NAME + "*" + LOCK)) {
            for (Path lock : locks) {
                if (!OWN.contains(lock)) {
                    cleanIfLeft(lock);
                }
            }
        }
    }

    private static void cleanIfLeft(Path lock) {
        try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.WRITE)) {
            if (channel.tryLock() != null) {
                delete(folder(lock));
                Files.deleteIfExists(lock);
            }
        } catch (IOException | UncheckedIOException e) {
            // Somebody else's, or gone meanwhile; the next start finds it.
        }
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    /** The folder. */
    public Path path() {
        return folder;
    }

    /** Lets it go, with what lies in it. */
    @Override
    public void close() {
        if (held == null) {
            return;
        }
        synchronized (OWN) {
            try {
                delete(folder);
                Files.deleteIfExists(lock);
                held.close();
            } catch (IOException | UncheckedIOException e) {
                // The next start finds it.
            }
            OWN.remove(lock);
        }
    }
}
