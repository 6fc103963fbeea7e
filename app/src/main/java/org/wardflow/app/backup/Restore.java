package org.wardflow.app.backup;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.wardflow.app.home.Folders;
import org.wardflow.app.home.Home;
import org.wardflow.core.ErrorCode;
import org.wardflow.core.WallClock;
import org.wardflow.core.WardflowException;

/** Makes a home of a backup. Each file is compared with its digest; what makes the folder a home comes last. */
public final class Restore {
    private Restore() {}

    /** What was restored. */
    public record Done(String name, long cycle, Instant at, long files, long bytes) {}

    /**
     * One backup of those in a folder.
     *
     * @param home equal for backups of one home, and of those restored from it
     */
    public record Kept(String name, String home, long cycle, Instant at, Instant made, long files, long bytes) {}

    /** The backups in a folder, oldest first. */
    public static List<Kept> list(Path folder) {
        return Store.open(folder).indexes().stream()
                .map(index -> new Kept(
                        index.name(),
                        index.home(),
                        index.cycle(),
                        index.at(),
                        index.made(),
                        index.items().size(),
                        bytes(index)))
                .toList();
    }

    /**
     * Restores a backup.
     *
     * @param name of the backup; the newest if empty, and USAGE if the folder has backups of several homes then
     * @param home absent or an empty folder; USAGE if it is neither
     */
    public static Done into(Path home, Path folder, Optional<String> name) {
        Store store = Store.open(folder);
        Index index = choose(store, name);
        try {
            requireEmpty(home);
            Folders.createPrivately(home);
            Path root = home.toAbsolutePath().normalize();
            List<Index.Item> marker =
                    index.items().stream().filter(Restore::isMarker).toList();
            for (Index.Item item : index.items()) {
                if (!isMarker(item)) {
                    bring(store, item, root);
                }
            }
            Files.writeString(
                    root.resolve(Home.BRANCH),
                    index.name() + " " + WallClock.utc().instant() + "\n");
            Store.force(root.resolve(Home.BRANCH));
            forceFolders(root);
            for (Index.Item item : marker) {
                bring(store, item, root);
            }
            Store.force(root);
        } catch (IOException e) {
            throw Store.failed("The home " + home + " is not restored", e);
        }
        return new Done(index.name(), index.cycle(), index.at(), index.items().size(), bytes(index));
    }

    /** A loss of power must not leave a home that lacks files. */
    private static void forceFolders(Path root) throws IOException {
        List<Path> folders;
        try (Stream<Path> all = Files.walk(root)) {
            folders = all.filter(Files::isDirectory).toList();
        }
        for (Path folder : folders) {
            Store.force(folder);
        }
    }

    private static boolean isMarker(Index.Item item) {
        return item.path().equals(Home.MARKER);
    }

    private static void bring(Store store, Index.Item item, Path root) throws IOException {
        Path target = root.resolve(item.path()).normalize();
        if (!target.startsWith(root)) {
            throw new IOException("a path leads out of the home");
        }
        store.bring(item, target);
    }

    private static Index choose(Store store, Optional<String> name) {
        List<Index> all = store.indexes();
        if (all.isEmpty()) {
            throw new WardflowException(
                    ErrorCode.INPUT_MISSING,
                    "There is no backup in " + store.folder(),
                    "no file backup-*.json",
                    "name the folder that ./wardflow backup was given");
        }
        if (name.isEmpty()) {
            requireOneHome(store, all);
            return all.get(all.size() - 1);
        }
        return all.stream()
                .filter(index -> index.name().equals(name.get()))
                .findFirst()
                .orElseThrow(() -> new WardflowException(
                        ErrorCode.INPUT_MISSING,
                        "There is no backup " + name.get() + " in " + store.folder(),
                        "there are " + all.stream().map(Index::name).toList(),
                        "choose one of these"));
    }

    /** Not in a folder of today; one of {@code backup-<cycle>} files may have more. */
    private static void requireOneHome(Store store, List<Index> all) {
        List<String> homes = all.stream().map(Index::home).distinct().toList();
        if (homes.size() > 1) {
            throw new WardflowException(
                    ErrorCode.USAGE,
                    "The newest backup in " + store.folder() + " may be of another home than you mean",
                    "backups of " + homes.size() + " homes, the newest of each: "
                            + homes.stream()
                                    .map(home -> all.stream()
                                            .filter(index -> index.home().equals(home))
                                            .max(Index.ORDER)
                                            .map(Index::name)
                                            .orElseThrow())
                                    .toList(),
                    "choose one with --of; ./wardflow restore --list tells when each was made, and of which home");
        }
    }

    private static void requireEmpty(Path home) throws IOException {
        if (!Files.exists(home)) {
            return;
        }
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(home)) {
            for (Path entry : entries) {
                throw new WardflowException(
                        ErrorCode.USAGE,
                        "A backup is restored into an empty folder, and " + home + " is not empty",
                        "it holds " + entry.getFileName(),
                        "name another one with --home, or move that one away");
            }
        }
    }

    private static long bytes(Index index) {
        return index.items().stream().mapToLong(Index.Item::bytes).sum();
    }
}
