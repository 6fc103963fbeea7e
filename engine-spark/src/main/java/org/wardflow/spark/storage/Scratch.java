package org.wardflow.spark.storage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;
import org.wardflow.core.WardflowException;
import org.wardflow.lake.FileIo;
import org.wardflow.lake.LocalFileIo;

/**
 * A folder of a process for what does not outlive it, readable by its owner only. It is held by a lock as long as the process lives, so whoever
 * can take the lock of another such folder knows that nobody needs it: a number of a process says nothing of one on another machine.
 */
final class Scratch implements AutoCloseable {
    private static final int TRIES_MAX = 10;

    private final Path folder;
    private final FileIo.Held held;

    private Scratch(Path folder, FileIo.Held held) {
        this.folder = folder;
        this.held = held;
    }

    /**
     * Makes one, and deletes what processes left that were killed: tens of gigabytes of shuffled rows may lie there.
     *
     * @param prefix of the names of all such folders in their parent, which is made if it is not there
     */
    static Scratch open(Path parent, String prefix) throws IOException {
        Files.createDirectories(parent);
        for (int i = 0; i < TRIES_MAX; i++) {
            Path folder = Files.createTempDirectory(parent, prefix);
            Optional<FileIo.Held> held = hold(folder);
            // Before it was held, another start may have taken it for one that was left.
            if (held.isPresent() && isThere(folder)) {
                Scratch own = new Scratch(folder, held.get());
                own.deleteOthers(parent, prefix);
                return own;
            }
            held.ifPresent(FileIo.Held::close);
        }
        throw new IOException("folders made in " + parent + " do not stay there");
    }

    Path folder() {
        return folder;
    }

    private void deleteOthers(Path parent, String prefix) throws IOException {
        Object owner = Files.getOwner(folder);
        try (Stream<Path> left = Files.list(parent)) {
            for (Path other : left.filter(path -> path.getFileName().toString().startsWith(prefix))
                    .filter(path -> !path.equals(folder))
                    .filter(path -> Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS))
                    .toList()) {
                if (isOwnedBy(owner, other)) {
                    hold(other).ifPresent(lock -> {
                        delete(other);
                        lock.close();
                    });
                }
            }
        }
    }

    private static boolean isOwnedBy(Object owner, Path path) {
        try {
            return Files.getOwner(path, LinkOption.NOFOLLOW_LINKS).equals(owner);
        } catch (IOException e) {
            return false;
        }
    }

    private static Optional<FileIo.Held> hold(Path folder) {
        try {
            return Optional.of(new LocalFileIo().lock(folder));
        } catch (WardflowException e) {
            return Optional.empty();
        }
    }

    private static boolean isThere(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.findAny().isPresent();
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    private static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException | UncheckedIOException e) {
            // The next start finds it.
        }
    }

    /** Deletes it, and what lies in it. */
    @Override
    public void close() {
        delete(folder);
        held.close();
    }
}
