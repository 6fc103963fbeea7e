package org.wardflow.lake;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.wardflow.core.ErrorCode;
import org.wardflow.core.Sha256;
import org.wardflow.core.WardflowException;
import org.wardflow.lake.internal.Disk;

/**
 * The cycle manifests of a lake: a small JSON file a cycle, written whole or not at all, with a digest of its content.
 * Any thread and process may read; one process writes. Reads throw TABLE_CORRUPT for a file whose digest differs.
 */
public final class Manifests {
    private static final Pattern NAME = Pattern.compile("\\d{20}\\.json");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final FileIo io;
    private final Path folder;
    private final boolean writable;

    /** What this process wrote last; as it is then the only writer, nobody has a newer one. */
    private volatile @Nullable Manifest newest;

    Manifests(FileIo io, Path folder, boolean writable) {
        this.io = io;
        this.folder = folder;
        this.writable = writable;
    }

    /** The manifest of the newest cycle. */
    public Optional<Manifest> latest() {
        Manifest known = newest;
        if (known != null) {
            return Optional.of(known);
        }
        List<Path> files = files();
        if (!files.isEmpty() && writable) {
            force();
        }
        return files.isEmpty() ? Optional.empty() : read(files.get(files.size() - 1));
    }

    /** Who wrote the newest one may have been stopped before its name was durable; what is built on it now must not outlive it. */
    private void force() {
        try {
            io.syncFolder(folder);
        } catch (IOException e) {
            throw Disk.failure("Cannot make the manifests in " + folder + " durable", e);
        }
    }

    /** The manifest of a cycle; empty if it never ended or is no longer retained. */
    public Optional<Manifest> at(long cycle) {
        return read(file(cycle));
    }

    /** The newest manifest that was written at or before a time. */
    public Optional<Manifest> at(Instant time) {
        List<Path> files = files();
        int low = 0;
        int high = files.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            boolean inTime = read(files.get(middle))
                    .filter(manifest -> !manifest.at().isAfter(time))
                    .isPresent();
            if (inTime) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low == 0 ? Optional.empty() : read(files.get(low - 1));
    }

    /** The manifest of the oldest cycle that is kept. */
    public Optional<Manifest> oldest() {
        List<Path> files = files();
        return files.isEmpty() ? Optional.empty() : read(files.get(0));
    }

    /** The manifest so many before the newest; empty if fewer are kept. */
    public Optional<Manifest> before(int count) {
        List<Path> files = files();
        return files.size() > count ? read(files.get(files.size() - 1 - count)) : Optional.empty();
    }

    /** All manifests that are kept, oldest first. */
    public List<Manifest> retained() {
        return files().stream().map(this::read).flatMap(Optional::stream).toList();
    }

    /** What is wrong with manifests, each naming its file. */
    public List<WardflowException> damages() {
        List<WardflowException> found = new ArrayList<>();
        for (Path file : files()) {
            try {
                var unused = read(file);
            } catch (WardflowException e) {
                found.add(e);
            }
        }
        return found;
    }

    /** Makes a manifest durable. TABLE_CONFLICT if its cycle has one already. */
    public void write(Manifest manifest) {
        Path file = file(manifest.cycle());
        try {
            io.createFolder(folder);
            io.writeNew(file, render(manifest));
            newest = manifest;
        } catch (FileAlreadyExistsException e) {
            throw new WardflowException(
                    ErrorCode.TABLE_CONFLICT,
                    "Cycle " + manifest.cycle() + " has a manifest already",
                    "the file " + file,
                    "stop the other writer of this home, then run again",
                    e);
        } catch (IOException e) {
            // It may be there nonetheless: whoever asks next looks at the disk.
            newest = null;
            throw Disk.failure("Cannot write the manifest " + file, e);
        }
    }

    /** Deletes the manifests written before a time, but never the newest. */
    public void forgetBefore(Instant time) {
        List<Path> files = files();
        try {
            for (Path file : files.subList(0, Math.max(0, files.size() - 1))) {
                Optional<Manifest> manifest = read(file);
                if (manifest.isPresent() && !manifest.get().at().isBefore(time)) {
                    return;
                }
                io.delete(file);
            }
        } catch (IOException e) {
            throw Disk.failure("Cannot delete old manifests in " + folder, e);
        }
    }

    /** Where the manifest of a cycle lies. */
    public Path file(long cycle) {
        return folder.resolve(String.format(Locale.ROOT, "%020d.json", cycle));
    }

    private List<Path> files() {
        try {
            return io.list(folder).stream()
                    .filter(entry -> NAME.matcher(entry.name()).matches())
                    .map(FileIo.Entry::path)
                    .sorted(Comparator.naturalOrder())
                    .toList();
        } catch (IOException e) {
            throw Disk.failure("Cannot list the manifests in " + folder, e);
        }
    }

    private Optional<Manifest> read(Path file) {
        byte[] content;
        try {
            content = io.read(file);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw Disk.failure("Cannot read the manifest " + file, e);
        }
        try {
            return Optional.of(parse(content));
        } catch (IOException | IllegalArgumentException | DateTimeException e) {
            throw new WardflowException(
                    ErrorCode.TABLE_CORRUPT,
                    "The manifest " + file + " is damaged",
                    "its content does not have the digest that it names",
                    "move that file away; the manifest of the cycle before takes its place",
                    e);
        }
    }

    private static byte[] render(Manifest manifest) {
        ObjectNode node = body(manifest);
        node.put("digest", digest(body(manifest)));
        return bytes(node);
    }

    private static Manifest parse(byte[] content) throws IOException {
        JsonNode node = JSON.readTree(content);
        SortedMap<TableName, Long> versions = new TreeMap<>();
        node.path("versions")
                .properties()
                .forEach(entry -> versions.put(
                        TableName.parse(entry.getKey()), entry.getValue().asLong()));
        SortedMap<TableName, String> tables = new TreeMap<>();
        node.path("tables")
                .properties()
                .forEach(entry -> tables.put(
                        TableName.parse(entry.getKey()), entry.getValue().asText()));
        Manifest manifest = new Manifest(
                node.path("cycle").asLong(), Instant.parse(node.path("at").asText()), versions, tables);
        if (!node.path("digest").asText().equals(digest(body(manifest)))) {
            throw new IOException("The digest differs");
        }
        return manifest;
    }

    private static ObjectNode body(Manifest manifest) {
        ObjectNode node = JSON.createObjectNode();
        node.put("cycle", manifest.cycle());
        node.put("at", manifest.at().toString());
        ObjectNode versions = node.putObject("versions");
        manifest.versions().forEach((table, version) -> versions.put(table.toString(), version));
        if (!manifest.tables().isEmpty()) {
            ObjectNode tables = node.putObject("tables");
            manifest.tables().forEach((table, id) -> tables.put(table.toString(), id));
        }
        return node;
    }

    private static String digest(ObjectNode body) {
        return Sha256.of(bytes(body));
    }

    private static byte[] bytes(ObjectNode node) {
        try {
            return JSON.writeValueAsString(node).getBytes(StandardCharsets.UTF_8);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A tree always renders", e);
        }
    }
}
