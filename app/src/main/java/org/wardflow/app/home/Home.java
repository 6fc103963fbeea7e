package org.wardflow.app.home;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.wardflow.core.ErrorCode;
import org.wardflow.core.WardflowException;
import org.wardflow.warehouse.embedded.EmbeddedPostgres;

/**
 * The folder that holds the lake, side files, logs, and what its owner adds: {@code wardflow.yaml} and {@code content/}.
 *
 * <p>{@code wardflow-home.json} says that a folder is one, and in which layout.
 */
public final class Home {
    /** The layout that this program writes and reads. */
    public static final int VERSION = 1;

    /** What makes a folder a home. */
    public static final String MARKER = "wardflow-home.json";

    private static final String CONTENT = "content";
    private static final String RUN = "run";
    private static final String SETTINGS = "wardflow.yaml";
    private static final Set<String> OWNERS_OWN = Set.of(CONTENT, SETTINGS);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path folder;

    private Home(Path folder) {
        this.folder = folder;
    }

    /** Opens a home. Throws HOME_MISSING if the folder is none, HOME_VERSION if another program wrote it. */
    public static Home open(Path folder) {
        Path marker = folder.resolve(MARKER);
        if (!Files.exists(marker)) {
            throw missing(
                    folder,
                    Files.isDirectory(folder) ? "a folder without " + MARKER : "nothing there",
                    "./wardflow ingest creates one; or name another with --home or WARDFLOW_HOME");
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
        List<String> foreign = entries(folder).stream()
                .filter(name -> !OWNERS_OWN.contains(name))
                .toList();
        if (!foreign.isEmpty()) {
            throw missing(
                    folder,
                    "other files, among them " + foreign.get(0),
                    "name an empty or absent folder with --home or WARDFLOW_HOME");
        }
        try {
            createPrivately(folder);
            Path temporary = folder.resolve(MARKER + ".tmp");
            byte[] bytes = JSON.createObjectNode()
                    .put("version", VERSION)
                    .put("created", clock.instant().toString())
                    .toString()
                    .getBytes(StandardCharsets.UTF_8);
            Files.write(temporary, bytes);
            try (FileChannel file = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
                file.force(true);
            }
            Files.move(temporary, folder.resolve(MARKER), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw failed(folder, "cannot be created", e);
        }
        return new Home(folder);
    }

    /** What was there keeps its permissions; a new folder is its owner's alone, where the file system knows owners. */
    private static void createPrivately(Path folder) throws IOException {
        if (Files.isDirectory(folder)) {
            return;
        }
        Path parent = folder.toAbsolutePath().getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        Files.createDirectory(folder);
        PosixFileAttributeView owned = Files.getFileAttributeView(folder, PosixFileAttributeView.class);
        if (owned != null) {
            owned.setPermissions(PosixFilePermissions.fromString("rwx------"));
        }
    }

    public Path folder() {
        return folder;
    }

    /** The file that makes the folder a home. */
    public Path marker() {
        return folder.resolve(MARKER);
    }

    /** The Delta tables. */
    public Path lake() {
        return folder.resolve("lake");
    }

    /** The data of the broker in this process. */
    public Path broker() {
        return folder.resolve("kafka");
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

    /** Deletes the folder and all in it. */
    public void delete() {
        // One that a killed process left behind must not write into what is being deleted.
        EmbeddedPostgres.stop(postgres());
        try {
            for (String name : entries(folder)) {
                // The marker goes last, so that a deletion cut short can be run again.
                if (!name.equals(MARKER)) {
                    Folders.delete(folder.resolve(name));
                }
            }
            Folders.delete(folder);
        } catch (IOException e) {
            throw failed(folder, "cannot be deleted", e);
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
