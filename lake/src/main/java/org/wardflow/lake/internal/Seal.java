package org.wardflow.lake.internal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Pattern;
import org.wardflow.core.Sha256;
import org.wardflow.lake.FileIo;

/**
 * Digests of the log's own files, so that a flipped byte in one is found however well it still parses. A log entry carries
 * the digest of its text in its {@code commitInfo}, which the Delta protocol leaves to the writer; a checkpoint has a
 * file with its digest beside it, which Delta readers pass over. What other programs wrote has none and is believed.
 */
final class Seal {
    /** In the entry's {@code engineInfo}: a digest must be there, so that it cannot get lost without notice. */
    static final String MARK = " sealed";

    /** The mark where we write it: what other programs say may hold the word, as the predicate of a DELETE. */
    private static final Pattern MARKED = Pattern.compile("\"engineInfo\":\"[^\"]*" + MARK + "\"");

    private static final String CHECKPOINT = ".checkpoint.parquet";
    private static final String BESIDE = ".checkpoint.sha256";
    private static final String OPENING = "{\"commitInfo\":{";
    private static final String FIELD = "\"wardflowSha256\":\"";
    private static final String CLOSING = "\",";
    private static final int DIGEST_LETTERS = 64;
    private static final int DIGEST_AT = OPENING.length() + FIELD.length();
    private static final int REST_AT = DIGEST_AT + DIGEST_LETTERS + CLOSING.length();

    private Seal() {}

    /** A log entry with its digest; as it was if it bears no mark. */
    static byte[] entry(String text) {
        if (!MARKED.matcher(text).find()) {
            return text.getBytes(StandardCharsets.UTF_8);
        }
        if (!text.startsWith(OPENING)) {
            throw new IllegalStateException("bug: the log entry does not begin with its commitInfo");
        }
        String digest = Sha256.of(text.getBytes(StandardCharsets.UTF_8));
        return (OPENING + FIELD + digest + CLOSING + text.substring(OPENING.length())).getBytes(StandardCharsets.UTF_8);
    }

    /** {@link DamagedFileException} if a log entry is not what its digest says, or nothing: every writer says something. */
    static void checkEntry(Path file, byte[] content) throws IOException {
        String start = new String(content, 0, Math.min(content.length, REST_AT), StandardCharsets.ISO_8859_1);
        if (start.isBlank()) {
            throw new DamagedFileException(file.getFileName() + " is empty");
        }
        boolean sealed = start.length() == REST_AT && start.startsWith(OPENING + FIELD);
        if (!sealed) {
            if (MARKED.matcher(new String(content, StandardCharsets.ISO_8859_1)).find()) {
                throw new DamagedFileException(file.getFileName() + " lacks the digest that it was written with");
            }
            return;
        }
        byte[] opening = OPENING.getBytes(StandardCharsets.UTF_8);
        byte[] original = Arrays.copyOf(opening, opening.length + content.length - REST_AT);
        System.arraycopy(content, REST_AT, original, opening.length, content.length - REST_AT);
        compare(file, start.substring(DIGEST_AT, DIGEST_AT + DIGEST_LETTERS), Sha256.of(original));
    }

    /** Whether a file of a log is a checkpoint, which {@link #writeBeside} and {@link #checkBeside} are for. */
    static boolean isCheckpoint(Path file) {
        return String.valueOf(file.getFileName()).endsWith(CHECKPOINT);
    }

    /** Writes a checkpoint's digest. A crash before it leaves a checkpoint that is believed. */
    static void writeBeside(FileIo io, Path checkpoint, byte[] content) throws IOException {
        io.replace(beside(checkpoint), Sha256.of(content).getBytes(StandardCharsets.US_ASCII));
    }

    /** {@link DamagedFileException} if a checkpoint is not what its digest says. */
    static void checkBeside(FileIo io, Path checkpoint, byte[] content) throws IOException {
        byte[] expected;
        try {
            expected = io.read(beside(checkpoint));
        } catch (NoSuchFileException e) {
            return;
        }
        compare(checkpoint, new String(expected, StandardCharsets.ISO_8859_1), Sha256.of(content));
    }

    /** The file with a checkpoint's digest. */
    static Path beside(Path checkpoint) {
        String name = String.valueOf(checkpoint.getFileName());
        return checkpoint.resolveSibling(name.substring(0, name.length() - CHECKPOINT.length()) + BESIDE);
    }

    private static void compare(Path file, String expected, String found) throws DamagedFileException {
        if (!expected.equals(found)) {
            throw new DamagedFileException(
                    "%s has the SHA-256 %s, expected %s".formatted(file.getFileName(), found, expected));
        }
    }
}
