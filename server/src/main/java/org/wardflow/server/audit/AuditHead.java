package org.wardflow.server.audit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How far a chain had got, noted beside its folder: so that it shows when entries are missing at the end, or all of them.
 *
 * @param keyedFrom the first entry that has a key
 * @param sequence of the last entry then; 0 if there was none
 * @param hash of that entry
 */
record AuditHead(long keyedFrom, long sequence, String hash) {
    private static final Pattern TEXT = Pattern.compile(
            "(\\{\"keyedFrom\":([0-9]{1,18}),\"seq\":([0-9]{1,18}),\"hash\":\"([0-9a-f]{64})\"),\"mac\":\"([0-9a-f]{64})\"}\n");

    static Path file(Path folder) {
        return beside(folder, ".head");
    }

    static Path beside(Path folder, String suffix) {
        Path absolute = folder.toAbsolutePath();
        return absolute.resolveSibling(absolute.getFileName() + suffix);
    }

    /** What was noted; empty if nothing was, or if it is not what was written. */
    static Optional<AuditHead> read(Path folder, AuditKey key) throws IOException {
        Path file = file(folder);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        Matcher text = TEXT.matcher(Files.readString(file));
        return text.matches() && key.mac(text.group(1)).equals(text.group(5))
                ? Optional.of(
                        new AuditHead(Long.parseLong(text.group(2)), Long.parseLong(text.group(3)), text.group(4)))
                : Optional.empty();
    }

    void write(Path folder, AuditKey key) throws IOException {
        String text = "{\"keyedFrom\":%s,\"seq\":%s,\"hash\":\"%s\"".formatted(keyedFrom, sequence, hash);
        replace(file(folder), text + ",\"mac\":\"" + key.mac(text) + "\"}\n");
    }

    /** Puts a file, for its owner only, in the place of the one before, whatever happens meanwhile. */
    static void replace(Path file, String text) throws IOException {
        Path part = file.resolveSibling(file.getFileName() + ".part");
        Files.deleteIfExists(part);
        try (FileChannel channel = FileChannel.open(
                part,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
            ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                int unused = channel.write(bytes);
            }
            channel.force(true);
        }
        Path unused = Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
