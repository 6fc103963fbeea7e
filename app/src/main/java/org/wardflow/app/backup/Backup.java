package org.wardflow.app.backup;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.wardflow.app.home.Home;
import org.wardflow.app.workspace.Workspace;
import org.wardflow.core.ErrorCode;
import org.wardflow.core.WardflowException;
import org.wardflow.lake.Lake;
import org.wardflow.lake.Manifest;
import org.wardflow.lake.TableName;
import org.wardflow.lake.TablePart;

/**
 * Copies one consistent state of a home, that of its newest cycle, also while another process writes: the manifest, and of each table the
 * files of the version that it names. None of these ever changes, and none is deleted within {@code lake.retention}.
 */
public final class Backup {
    /** So often a newer cycle is taken instead, if files of the one begun with were cleaned up meanwhile. */
    static final int ATTEMPTS_MAX = 3;

    private final Workspace workspace;
    private final Store store;

    private Backup(Workspace workspace, Store store) {
        this.workspace = workspace;
        this.store = store;
    }

    /**
     * What a backup did.
     *
     * @param files that it names
     * @param copied of them, those that were not there before
     * @param bytes of those copied
     */
    public record Done(String name, long cycle, Instant at, long files, long copied, long bytes) {}

    /**
     * Adds a backup of the newest cycle to a folder.
     *
     * @param folder absent, empty, or with earlier backups
     */
    public static Done make(Workspace workspace, Path folder) {
        return new Backup(workspace, Store.openOrCreate(folder)).make();
    }

    private Done make() {
        for (int attempt = 1; ; attempt++) {
            Manifest manifest = workspace
                    .lake()
                    .manifests()
                    .latest()
                    .orElseThrow(() -> new WardflowException(
                            ErrorCode.VERIFY_NOTHING,
                            "There is nothing to back up in " + workspace.home().folder(),
                            "no cycle has ended",
                            "./wardflow run"));
            try {
                return make(manifest);
            } catch (NoSuchFileException e) {
                if (attempt == ATTEMPTS_MAX) {
                    throw failed(e);
                }
            } catch (WardflowException e) {
                if (attempt == ATTEMPTS_MAX || e.code() != ErrorCode.VERSION_GONE) {
                    throw e;
                }
            } catch (IOException e) {
                throw failed(e);
            }
        }
    }

    private Done make(Manifest manifest) throws IOException {
        Home home = workspace.home();
        List<Index.Item> items = new ArrayList<>();
        store.startCounting();
        Lake lake = workspace.lake();
        for (TableName name : manifest.versions().keySet()) {
            Long version = manifest.versions().get(name);
            for (TablePart part : workspace.table(name.toString()).parts(version == null ? 0 : version)) {
                items.add(keep(part.path(), part.digest()));
            }
        }
        items.add(keep(lake.manifests().file(manifest.cycle()), null));
        for (Path file : files(home.payloads())) {
            String name = String.valueOf(file.getFileName());
            if (!name.endsWith(".tmp")) {
                items.add(keep(file, name));
            }
        }
        for (Path file : files(Home.content(home.folder()))) {
            items.add(keep(file, null));
        }
        for (Path file : List.of(Home.settings(home.folder()), home.marker())) {
            if (Files.exists(file)) {
                items.add(keep(file, null));
            }
        }
        Index index = new Index(
                String.format(Locale.ROOT, "backup-%020d", manifest.cycle()),
                manifest.cycle(),
                manifest.at(),
                workspace.clock().instant(),
                items);
        store.write(index);
        return new Done(index.name(), index.cycle(), index.at(), items.size(), store.copied(), store.copiedBytes());
    }

    private Index.Item keep(Path file, @Nullable String digest) throws IOException {
        Path home = workspace.home().folder().toAbsolutePath().normalize();
        String path = home.relativize(file.toAbsolutePath().normalize()).toString();
        return new Index.Item(path.replace('\\', '/'), store.keep(file, Optional.ofNullable(digest)), Files.size(file));
    }

    private static List<Path> files(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile).sorted().toList();
        } catch (UncheckedIOException e) {
            // A payload's temporary file may get its name while the folder is walked.
            throw e.getCause();
        }
    }

    private WardflowException failed(IOException e) {
        return Store.failed("The backup in " + store.folder() + " is not made", e);
    }
}
