package org.wardflow.app.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import org.wardflow.core.ErrorCode;
import org.wardflow.core.WardflowException;

/**
 * What the process that runs a home says of itself, in {@code run/process.json}, readable by its owner alone. A file whose process
 * is gone means nothing, and the next start replaces it.
 *
 * @param port of the control door, on the loopback address
 * @param token that requests must bring; new with each start
 * @param bootstrapServers of the broker; empty if there is none
 */
public record ProcessFile(long pid, int port, String token, Instant started, String bootstrapServers) {
    private static final String FILE = "process.json";
    private static final FileAttribute<?> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    private static final FileAttribute<?> OWNERS_FOLDER =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Without the token. */
    @Override
    public String toString() {
        return "ProcessFile[pid=%s, port=%s, started=%s]".formatted(pid, port, started);
    }

    /** The process of a home, if there is one that lives. */
    public static Optional<ProcessFile> find(Path folder) {
        Path file = folder.resolve(FILE);
        try {
            JsonNode json = JSON.readTree(Files.readString(file));
            ProcessFile found = new ProcessFile(
                    json.path("pid").asLong(),
                    json.path("port").asInt(),
                    json.path("token").asText(),
                    Instant.parse(json.path("started").asText()),
                    json.path("bootstrap_servers").asText());
            boolean alive =
                    ProcessHandle.of(found.pid()).map(ProcessHandle::isAlive).orElse(false);
            return alive ? Optional.of(found) : Optional.empty();
        } catch (IOException | DateTimeException e) {
            return Optional.empty();
        }
    }

    /** Writes it; readers see the whole of it or nothing. */
    public void write(Path folder) {
        ObjectNode json = JSON.createObjectNode()
                .put("pid", pid)
                .put("port", port)
                .put("token", token)
                .put("started", started.toString())
                .put("bootstrap_servers", bootstrapServers);
        Path temporary = folder.resolve(FILE + ".tmp");
        try {
            if (!Files.isDirectory(folder)) {
                Files.createDirectory(folder, OWNERS_FOLDER);
            }
            Files.deleteIfExists(temporary);
            Files.createFile(temporary, OWNER_ONLY);
            Files.writeString(temporary, json.toPrettyString() + "\n");
            Files.move(temporary, folder.resolve(FILE), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new WardflowException(
                    ErrorCode.DISK_FAILED,
                    "The file " + folder.resolve(FILE) + " cannot be written",
                    e.getClass().getSimpleName(),
                    "check the folder's permissions and the disk",
                    e);
        }
    }

    /** Removes it, as the last thing that the process does. */
    public void remove(Path folder) {
        try {
            if (find(folder).map(this::equals).orElse(false)) {
                Files.deleteIfExists(folder.resolve(FILE));
            }
        } catch (IOException e) {
            // The process is about to end, and the file will mean nothing then.
        }
    }
}
