package org.wardflow.server.audit;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.YearMonth;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The files of an audit as one chain: {@code {"seq":…,"at":…,"entry":{…},"prev":"…","hash":"…"}} a line. The hash is over the line's
 * text before it, which holds the hash of the line before.
 */
public final class AuditChain {
    /** What the first line names as the one before it. */
    public static final String START = "0".repeat(64);

    private static final Pattern NAME = Pattern.compile("audit-[0-9]{4}-[0-9]{2}\\.ndjson");
    private static final Pattern LINE = Pattern.compile(
            "(\\{\"seq\":([0-9]{1,18}),\"at\":\"[^\"]*\",\"entry\":\\{.*},\"prev\":\"([0-9a-f]{64})\"),\"hash\":\"([0-9a-f]{64})\"}");

    private final Path folder;

    /** Where a chain has got to. */
    record Head(long sequence, String hash) {}

    /** A line without its end. */
    record Line(String text, String hash) {}

    /**
     * What a check found.
     *
     * @param entries that hold
     * @param head hash of the last one that holds; compare it with one noted elsewhere to see that none is missing at the end
     * @param fault where the chain breaks; empty if it holds
     */
    public record Check(long entries, String head, Optional<String> fault) {}

    private AuditChain(Path folder) {
        this.folder = folder;
    }

    /** The chain of a folder. */
    public static AuditChain in(Path folder) {
        return new AuditChain(folder);
    }

    static String name(YearMonth month) {
        return "audit-" + month + ".ndjson";
    }

    static Line line(long sequence, Instant at, String entry, String previous) {
        String text = "{\"seq\":%s,\"at\":\"%s\",\"entry\":%s,\"prev\":\"%s\"".formatted(sequence, at, entry, previous);
        String hash = sha256(text);
        return new Line(text + ",\"hash\":\"" + hash + "\"}", hash);
    }

    /** Reads all of it and follows the hashes. */
    public Check check() throws IOException {
        Head head = new Head(0, START);
        for (Path file : files()) {
            long number = 0;
            try (Stream<String> lines = Files.lines(file, StandardCharsets.UTF_8)) {
                for (String line : (Iterable<String>) lines::iterator) {
                    number++;
                    Matcher parts = LINE.matcher(line);
                    Optional<String> fault = fault(parts, head);
                    if (fault.isPresent()) {
                        return new Check(
                                head.sequence(),
                                head.hash(),
                                Optional.of(file.getFileName() + ", line " + number + ": " + fault.get()));
                    }
                    head = new Head(head.sequence() + 1, parts.group(4));
                }
            }
        }
        return new Check(head.sequence(), head.hash(), Optional.empty());
    }

    private static Optional<String> fault(Matcher line, Head before) {
        if (!line.matches()) {
            return Optional.of("not an entry");
        }
        if (!sha256(line.group(1)).equals(line.group(4))) {
            return Optional.of("its text is not what was written");
        }
        if (Long.parseLong(line.group(2)) != before.sequence() + 1
                || !line.group(3).equals(before.hash())) {
            return Optional.of("it does not follow the line before it: one is missing, or out of its place");
        }
        return Optional.empty();
    }

    /** The last line of the last file. It does not check the others. */
    Head head() throws IOException {
        List<Path> files = files();
        for (int i = files.size() - 1; i >= 0; i--) {
            String last = lastLine(files.get(i));
            Matcher parts = LINE.matcher(last);
            if (parts.matches()) {
                return new Head(Long.parseLong(parts.group(2)), parts.group(4));
            }
            if (!last.isEmpty()) {
                // Going on from a broken line would hide it.
                throw new IOException("the last line of " + files.get(i).getFileName() + " is no entry");
            }
        }
        return new Head(0, START);
    }

    /** Cuts away what follows the last line end of the last file; returns its length. */
    long cutTorn() throws IOException {
        List<Path> files = files();
        if (files.isEmpty()) {
            return 0;
        }
        try (RandomAccessFile file =
                new RandomAccessFile(files.get(files.size() - 1).toFile(), "rw")) {
            long end = file.length();
            long whole = end;
            while (whole > 0) {
                file.seek(whole - 1);
                if (file.read() == '\n') {
                    break;
                }
                whole--;
            }
            file.setLength(whole);
            return end - whole;
        }
    }

    private static String lastLine(Path path) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "r")) {
            long start = Math.max(0, file.length() - (1 << 16));
            byte[] tail = new byte[(int) (file.length() - start)];
            file.seek(start);
            file.readFully(tail);
            String text = new String(tail, StandardCharsets.UTF_8).stripTrailing();
            return text.substring(text.lastIndexOf('\n') + 1);
        }
    }

    private List<Path> files() throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(
                            path -> NAME.matcher(path.getFileName().toString()).matches())
                    .sorted()
                    .toList();
        }
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
