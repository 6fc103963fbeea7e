package org.wardflow.app.home;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.wardflow.core.ErrorCode;
import org.wardflow.core.WardflowException;
import org.wardflow.lake.FileIo;
import org.wardflow.lake.LocalFileIo;
import org.wardflow.warehouse.embedded.EmbeddedPostgres;

/**
 * The folder that holds the lake, side files, logs, and what its owner adds: {@code wardflow.yaml} and {@code content/}.
 *
 * <p>{@code wardflow-home.json} says that a folder is one, and in which layout.
 */
public final class Home {
    /** The layout that this program writes and reads. */
    public static final int VERSION = 1;

    /** Of a home that was restored: another text each time. */
    public static final String BRANCH = "restored";

    /** What makes a folder a home. */
    public static final String MARKER = "wardflow-home.json";

    /** The demo's own home within a home's folder. */
    public static final String DEMO = "demo";

    private static final String CONTENT = "content";
    private static final String RUN = "run";
    /** What a process that was killed, or one that is just as far, may have left of a marker. */
    private static final String TEMPORARY = ".tmp-";

    private static final String ANOTHER = "name an empty or absent folder with --home or WARDFLOW_HOME";
    private static final String SETTINGS = "wardflow.yaml";
    private static final Set<String> OWNERS_OWN = Set.of(CONTENT, SETTINGS, DEMO);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path folder;

    private Home(Path folder) {
        this.folder = folder;
    }

    /** Opens a home. Throws HOME_MISSING if the folder is none, HOME_VERSION if another program wrote it. */
    public static Home open(Path folder) {
        Path marker = folder.resolve(MARKER);
        if (!Files.exists(marker)) {
            requireNoFile(folder);
            boolean hasDemo = Files.exists(folder.resolve(DEMO).resolve(MARKER));
            String found = Files.exists(folder) ? "a folder without " + MARKER : "nothing there";
            throw missing(
                    folder,
                    hasDemo ? found + ", in which the demo has its own home" : found,
                    (hasDemo ? "./wardflow --home " + folder.resolve(DEMO) + " is for the demo's; " : "")
                            + "./wardflow ingest creates one; or name another with --home or WARDFLOW_HOME");
        }
        try {
            JsonNode version = JSON.readTree(Files.readString(marker)).path("version");
            if (!version.isInt() || version.intValue() != VERSION) {
                throw version(folder, version.isInt() ? "layout " + version : "a " + MARKER + " without a version");
            }
        } catch (JsonProcessingException e) {
            throw version(folder, "a " + MARKER + " that is not JSON");
        } catch (IOException e) {
            throw failed(folder, "cannot be read", e);
        }
        return new Home(folder);
    }

    /**
     * Opens a home, or makes one of a folder that is absent or holds only what its owner put there.
     *
     * @param clock for the date of its creation
     */
    public static Home openOrCreate(Path folder, Clock clock) {
        if (Files.exists(folder.resolve(MARKER))) {
            return open(folder);
        }
        requireNoFile(folder);
        List<String> foreign = entries(folder).stream()
                .filter(name -> !OWNERS_OWN.contains(name) && !name.startsWith(TEMPORARY))
                .toList();
        // Another process may have made it a home since the first look.
        if (!foreign.isEmpty() && !Files.exists(folder.resolve(MARKER))) {
            throw missing(folder, "other files, among them " + foreign.get(0), ANOTHER);
        }
        mark(folder, clock);
        return open(folder);
    }

    /**
     * Makes the folder a home again if {@link #delete} took it away after this was opened. Only the home's writer may call this: nobody
     * deletes it then.
     */
    public void markAgain(Clock clock) {
        if (!Files.exists(marker())) {
            mark(folder, clock);
        }
    }

    private static void mark(Path folder, Clock clock) {
        byte[] bytes = JSON.createObjectNode()
                .put("version", VERSION)
                .put("created", clock.instant().toString())
                .toString()
                .getBytes(StandardCharsets.UTF_8);
        try {
            Folders.createPrivately(folder);
            new LocalFileIo().writeNew(folder.resolve(MARKER), bytes);
        } catch (FileAlreadyExistsException e) {
            if (!Files.exists(folder.resolve(MARKER))) {
                throw failed(folder, "cannot be created", e);
            }
            // Another process was quicker, and it is a home.
        } catch (IOException e) {
            throw failed(folder, "cannot be created", e);
        }
    }

    public Path folder() {
        return folder;
    }

    /** The file that makes the folder a home. */
    public Path marker() {
        return folder.resolve(MARKER);
    }

    /** Differs after each time that the home was restored from a backup; empty if it never was. */
    public String branch() {
        Path file = folder.resolve(BRANCH);
        try {
            return Files.exists(file) ? Files.readString(file).strip() : "";
        } catch (IOException e) {
            throw failed(folder, "cannot be read", e);
        }
    }

    /** The Delta tables. */
    public Path lake() {
        return folder.resolve("lake");
    }

    /** The data of the broker in this process. */
    public Path broker() {
        return folder.resolve("kafka");
    }

    /** The accounts, and the audit with its key. */
    public Path web() {
        return folder.resolve("web");
    }

    /** The PostgreSQL of the warehouse, its data and its password. */
    public Path postgres() {
        return folder.resolve("postgres");
    }

    /** Payloads too large for a row. */
    public Path payloads() {
        return folder.resolve("payloads");
    }

    /** What overlays the built-in content; often absent. */
    public static Path content(Path folder) {
        return folder.resolve(CONTENT);
    }

    /** Where the engine spills to. */
    public Path temporary() {
        return folder.resolve("tmp");
    }

    /** Where files to be taken in are put, a folder a topic or extract. */
    public Path inbox() {
        return folder.resolve("inbox");
    }

    /** What a running process says of itself. */
    public Path run() {
        return run(folder);
    }

    /** The same of a folder, which need not be a home yet; often absent. */
    public static Path run(Path folder) {
        return folder.resolve(RUN);
    }

    /** The log. */
    public Path logs() {
        return folder.resolve("logs");
    }

    /** The owner's settings of a folder, which need not be a home yet; often absent. */
    public static Path settings(Path folder) {
        return folder.resolve(SETTINGS);
    }

    /** Deletes the folder and all in it, homes within it too; HOME_LOCKED if somebody writes in one of them. */
    public void delete() {
        FileIo io = new LocalFileIo();
        try {
            io.createFolder(lake().toAbsolutePath());
            FileIo.Held held = io.lock(lake());
            try {
                deleteLocked();
            } finally {
                held.close();
            }
            Files.delete(folder);
        } catch (DirectoryNotEmptyException e) {
            // Somebody made a new home of it, as soon as it was none.
        } catch (IOException e) {
            throw failed(folder, "cannot be deleted", e);
        }
    }

    /** The marker goes after the data, so that a deletion cut short can be run again; the lock goes last, so that nobody begins before. */
    private void deleteLocked() throws IOException {
        // One that a killed process left behind must not write into what is being deleted.
        EmbeddedPostgres.stop(postgres());
        for (String name : entries(folder)) {
            Path entry = folder.resolve(name);
            if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS) && Files.exists(entry.resolve(MARKER))) {
                new Home(entry).delete();
            } else if (!name.equals(MARKER) && !entry.equals(lake())) {
                Folders.delete(entry);
            }
        }
        for (String name : entries(lake())) {
            Path table = lake().resolve(name);
            if (Files.isDirectory(table, LinkOption.NOFOLLOW_LINKS)) {
                Folders.delete(table);
            }
        }
        Files.delete(marker());
        Folders.delete(lake());
    }

    /** A file where the folder should be, or one of those that it lies in. */
    private static void requireNoFile(Path folder) {
        Path there = folder.toAbsolutePath().normalize();
        for (Path above = there; above != null; above = above.getParent()) {
            // One look says both, for another process may be making the folder between two.
            try {
                if (Files.readAttributes(above, BasicFileAttributes.class).isDirectory()) {
                    return;
                }
            } catch (IOException nothing) {
                continue;
            }
            throw missing(folder, above.equals(there) ? "a file" : above + ", which is a file", ANOTHER);
        }
    }

    private static List<String> entries(Path folder) {
        if (!Files.exists(folder)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.map(entry -> String.valueOf(entry.getFileName()))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw failed(folder, "cannot be read", e);
        }
    }

    private static WardflowException missing(Path folder, String found, String fix) {
        return new WardflowException(ErrorCode.HOME_MISSING, folder + " is not a Wardflow home", found, fix);
    }

    private static WardflowException version(Path folder, String found) {
        return new WardflowException(
                ErrorCode.HOME_VERSION,
                "The home " + folder + " was written by another version of Wardflow",
                found + "; this version reads layout " + VERSION,
                "use the version that wrote it, or another home with --home");
    }

    private static WardflowException failed(Path folder, String what, IOException e) {
        return new WardflowException(
                ErrorCode.DISK_FAILED,
                "The home " + folder + " " + what,
                e.getClass().getSimpleName(),
                "check the path, its permissions and the disk",
                e);
    }
}
