package org.wardflow.duckdb.internal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The copy of DuckDB's library that a driver which carries it unpacks into the temporary folder: some 70 MB for each process, which it deletes when the
 * process ends by itself. One that is killed would leave it for ever.
 */
public final class UnpackedLibrary {
    /** What the kernel says of the files mapped into this process, a line each; the path stands last. */
    static final Path MAPPED = Path.of("/proc/self/maps");

    private static final String NAME = "libduckdb_java";

    private UnpackedLibrary() {}

    /**
     * Takes the file's name away once it is loaded; the memory that is mapped from it stays. Does nothing where the system does not tell
     * what is mapped: there the driver deletes the file at the end.
     */
    public static void unlink() {
        if (!Files.isReadable(MAPPED)) {
            return;
        }
        try {
            String mapped = new String(Files.readAllBytes(MAPPED), StandardCharsets.UTF_8);
            for (Path file : mapped.lines()
                    .filter(line -> line.contains(NAME))
                    .map(line -> Path.of(line.substring(line.indexOf('/'))))
                    .distinct()
                    .filter(UnpackedLibrary::isUnpacked)
                    .toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException ignored) {
            // The file stays until the process ends, as it would have without this.
        }
    }

    /** A library that somebody installed is not ours to delete, wherever that is; the driver unpacks into the folder itself. */
    static boolean isUnpacked(Path file) {
        return Path.of(System.getProperty("java.io.tmpdir")).toAbsolutePath().equals(file.getParent());
    }
}
