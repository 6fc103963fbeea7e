package org.wardflow.lake.internal;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.wardflow.lake.FileIo;
import org.wardflow.lake.TableName;

/** The files of a table's {@code _delta_log}, and its entries one by one. */
final class LogFiles {
    static final String FOLDER = "_delta_log";

    private static final Pattern NAME =
            Pattern.compile("(\\d{20})\\.(json|crc|checkpoint\\.sha256|checkpoint.*\\.parquet)");

    private final FileIo io;
    private final TableName table;
    private final Path folder;

    LogFiles(FileIo io, TableName table, Path tableFolder) {
        this.io = io;
        this.table = table;
        this.folder = tableFolder.resolve(FOLDER);
    }

    Path folder() {
        return folder;
    }

    Path json(long version) {
        return folder.resolve(String.format(Locale.ROOT, "%020d.json", version));
    }

    Path checkpoint(long version) {
        return folder.resolve(String.format(Locale.ROOT, "%020d.checkpoint.parquet", version));
    }

    boolean has(long version) throws IOException {
        return io.find(json(version)).isPresent();
    }

    /** An entry; empty if there is none (yet, or any more). */
    Optional<LogEntry> entry(long version) throws IOException {
        byte[] content;
        try {
            content = io.read(json(version));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
        try {
            Seal.checkEntry(json(version), content);
            return Optional.of(LogEntry.parse(version, content));
        } catch (IOException e) {
            throw new TableErrors(table)
                    .corruptEntry(String.valueOf(json(version).getFileName()), e);
        }
    }

    /** What a file of the log folder is; empty for other names. */
    static Optional<Part> part(FileIo.Entry file) {
        Matcher name = NAME.matcher(file.name());
        if (!name.matches()) {
            return Optional.empty();
        }
        Kind kind = switch (name.group(2)) {
            case "json" -> Kind.ENTRY;
            case "crc", "checkpoint.sha256" -> Kind.CHECKSUM;
            default -> Kind.CHECKPOINT;
        };
        return Optional.of(new Part(Long.parseLong(name.group(1)), kind, file));
    }

    enum Kind {
        ENTRY,
        CHECKSUM,
        CHECKPOINT
    }

    record Part(long version, Kind kind, FileIo.Entry file) {}
}
