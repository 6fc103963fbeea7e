package org.wardflow.app.backup;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.wardflow.app.home.Folders;
import org.wardflow.app.home.Home;
import org.wardflow.app.workspace.Workspace;
import org.wardflow.core.ErrorCode;
import org.wardflow.core.WardflowException;
import org.wardflow.lake.Lake;
import org.wardflow.lake.Manifest;
import org.wardflow.lake.TableName;
import org.wardflow.lake.TablePart;

/**
 * Copies one consistent state of a home, also while another process writes: the manifest of its newest cycle, of each computed table the
 * files of the version that it names, and bronze from that version up to what has come in since. A stop between a commit of bronze
 * and the next cycle leaves just that. None of these files ever changes, and none is deleted within {@code lake.retention}.
 */
public final class Backup {
    /** So often a newer cycle is taken instead, if files of the one begun with were cleaned up meanwhile. */
    static final int ATTEMPTS_MAX = 3;

    /** No backup takes longer over one file, so what is older was left by a process that was killed. */
    static final Duration LEFTOVER_AGE = Duration.ofDays(1);

    private static final String AUDIT = ".ndjson";

    /** Neither locks nor what is being written. */
    private static final List<String> KEPT_OF_WEB = List.of("accounts.json", ".key", ".head", AUDIT);

    private final Workspace workspace;
    private final Store store;

    private Backup(Workspace workspace, Store store) {
        this.workspace = workspace;
        this.store = store;
    }

    /**
     * What a backup did.
     *
     * @param ahead rows that came in after the cycle, by topic or extract, where there are any
     * @param files that it names
     * @param copied of them, those that were not there before
     * @param bytes of those copied
     */
    public record Done(
            String name, long cycle, Instant at, SortedMap<String, Long> ahead, long files, long copied, long bytes) {}

    /**
     * Adds a backup to a folder.
     *
     * @param folder absent, empty, or with earlier backups of this home; USAGE if the last one is of another, or if it
     *     lies in this home, with which its backups would be lost
     */
    public static Done make(Workspace workspace, Path folder) {
        requireOutside(workspace.home().folder(), folder);
        return new Backup(workspace, Store.openOrCreate(folder)).make();
    }

    private static void requireOutside(Path home, Path folder) {
        try {
            if (Folders.real(folder).startsWith(Folders.real(home))) {
                throw new WardflowException(
                        ErrorCode.USAGE,
                        "Backups of a home do not lie in it",
                        folder + ", which is in " + home,
                        "name a folder elsewhere, best on another disk");
            }
        } catch (IOException e) {
            throw Store.failed("The folder " + folder + " cannot be used", e);
        }
    }

    private Done make() {
        requireSameHome();
        for (int attempt = 1; ; attempt++) {
            try (Store.Place place = store.reserve()) {
                store.deleteLeftovers(workspace.clock().instant().minus(LEFTOVER_AGE));
                return make(place, newest());
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

    private Manifest newest() {
        return workspace
                .lake()
                .manifests()
                .latest()
                .orElseThrow(() -> new WardflowException(
                        ErrorCode.VERIFY_NOTHING,
                        "There is nothing to back up in " + workspace.home().folder(),
                        "no cycle has ended",
                        "./wardflow run"));
    }

    /** Its newest backup would be restored as that of the other one. */
    private void requireSameHome() {
        try {
            String own = Store.digest(Files.readAllBytes(workspace.home().marker()));
            Optional<Index> other = store.newest().filter(index -> !index.home().equals(own));
            if (other.isPresent()) {
                throw new WardflowException(
                        ErrorCode.USAGE,
                        "The backups in " + store.folder() + " are of another home than "
                                + workspace.home().folder(),
                        "the last of them, " + other.get().name() + ", is of one that was made at another time",
                        "name another folder; a home made anew after a reset is another home");
            }
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private Done make(Store.Place place, Manifest manifest) throws IOException {
        Instant made = workspace.clock().instant();
        Home home = workspace.home();
        List<Index.Item> items = new ArrayList<>();
        store.startCounting();
        Lake lake = workspace.lake();
        Bronze bronze = Bronze.after(manifest, workspace);
        SortedMap<TableName, Long> versions = new TreeMap<>(manifest.versions());
        versions.putAll(bronze.versions());
        for (Map.Entry<TableName, Long> table : versions.entrySet()) {
            long from = manifest.versions().getOrDefault(table.getKey(), table.getValue());
            for (TablePart part : workspace.table(table.getKey().toString()).parts(from, table.getValue())) {
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
        for (Path file : web(home)) {
            items.add(keep(file, null));
        }
        for (Path file : List.of(Home.settings(home.folder()), home.marker())) {
            if (Files.exists(file)) {
                items.add(keep(file, null));
            }
        }
        Index index = new Index(Index.name(place.number(), made), manifest.cycle(), manifest.at(), made, items);
        place.write(index);
        return new Done(
                index.name(),
                index.cycle(),
                index.at(),
                bronze.ahead(),
                items.size(),
                store.copied(),
                store.copiedBytes());
    }

    /**
     * Who may come in, and who saw what. What is noted of the audit's end is copied before the audit, which only grows: so the copy holds
     * what was noted, and a line that was being written is cut away when it is opened.
     */
    private static List<Path> web(Home home) throws IOException {
        return files(home.web()).stream()
                .filter(file -> KEPT_OF_WEB.stream().anyMatch(file.toString()::endsWith))
                .sorted(Comparator.comparing(file -> file.toString().endsWith(AUDIT)))
                .toList();
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
        // A folder of content may be a link.
        try (Stream<Path> all = Files.walk(folder, FileVisitOption.FOLLOW_LINKS)) {
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
