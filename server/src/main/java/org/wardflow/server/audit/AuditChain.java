package org.wardflow.server.audit;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.YearMonth;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.wardflow.core.Sha256;

/**
 * The files of an audit as one chain: {@code {"seq":…,"at":…,"entry":{…},"prev":"…","mac":"…"}} a line. The hash is over the line's
 * text before it, which holds the hash of the line before: an HMAC-SHA-256, or, in lines from before there was a key, a SHA-256 named
 * {@code hash}.
 */
public final class AuditChain {
    /** What the first line names as the one before it. */
    public static final String START = "0".repeat(64);

    private static final Pattern NAME = Pattern.compile("audit-([0-9]{4}-(0[1-9]|1[0-2]))\\.ndjson");
    private static final Pattern LINE = Pattern.compile(
            "(\\{\"seq\":([0-9]{1,18}),\"at\":\"[^\"]*\",\"entry\":\\{.*},\"prev\":\"([0-9a-f]{64})\"),\"(hash|mac)\":\"([0-9a-f]{64})\"}",
            Pattern.DOTALL); // what was asked may hold letters that a pattern takes for line ends

    /** What a line without a key ends with: those written before there was one. */
    private static final String UNKEYED = "hash";

    private final Path folder;

    /** Where a chain has got to. */
    record Head(long sequence, String hash) {}

    /** A line without its end. */
    record Line(String text, String hash) {}

    /**
     * What a check found.
     *
     * @param entries that hold
     * @param beforeKey of these, those without a key: they hold as the first entry with one names their hash
     * @param head hash of the last one that holds; the log has such hashes, too
     * @param fault where the chain breaks; empty if it holds
     */
    public record Check(long entries, long beforeKey, String head, Optional<String> fault) {}

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

    static Line line(AuditKey key, long sequence, Instant at, String entry, String previous) {
        String text = "{\"seq\":%s,\"at\":\"%s\",\"entry\":%s,\"prev\":\"%s\"".formatted(sequence, at, entry, previous);
        String hash = key.mac(text);
        return new Line(text + ",\"mac\":\"" + hash + "\"}", hash);
    }

    /** Reads all of it, follows the hashes, and compares it with what was noted beside the folder. */
    public Check check() throws IOException {
        Optional<AuditKey> key = AuditKey.read(folder);
        Optional<AuditHead> noted = key.isPresent() ? AuditHead.read(folder, key.get()) : Optional.empty();
        Head head = new Head(0, START);
        long unkeyed = 0;
        for (Path file : files()) {
            long number = 0;
            try (Stream<String> lines = Files.lines(file, StandardCharsets.UTF_8)) {
                for (String line : (Iterable<String>) lines::iterator) {
                    number++;
                    Matcher parts = LINE.matcher(line);
                    Optional<String> fault = fault(parts, head, unkeyed, key);
                    if (fault.isEmpty()) {
                        Head next = new Head(head.sequence() + 1, parts.group(5));
                        fault = noted.flatMap(one -> fault(next, parts.group(4), one));
                        if (fault.isEmpty()) {
                            unkeyed += parts.group(4).equals(UNKEYED) ? 1 : 0;
                            head = next;
                        }
                    }
                    if (fault.isPresent()) {
                        return new Check(
                                head.sequence(),
                                unkeyed,
                                head.hash(),
                                Optional.of(file.getFileName() + ", line " + number + ": " + fault.get()));
                    }
                }
            }
        }
        return new Check(head.sequence(), unkeyed, head.hash(), missing(head, key, noted));
    }

    private static Optional<String> fault(Matcher line, Head before, long unkeyed, Optional<AuditKey> key) {
        if (!line.matches()) {
            return Optional.of("not an entry");
        }
        boolean isKeyed = !line.group(4).equals(UNKEYED);
        if (isKeyed && key.isEmpty()) {
            return Optional.of("it cannot be checked without its key");
        }
        if (!isKeyed && unkeyed < before.sequence()) {
            return Optional.of("it has no key, and the one before it has");
        }
        String hash = isKeyed ? key.get().mac(line.group(1)) : Sha256.of(line.group(1));
        if (!hash.equals(line.group(5))) {
            return Optional.of("its text is not what was written");
        }
        if (Long.parseLong(line.group(2)) != before.sequence() + 1
                || !line.group(3).equals(before.hash())) {
            return Optional.of("it does not follow the line before it: one is missing, or out of its place");
        }
        return Optional.empty();
    }

    private static Optional<String> fault(Head entry, String kind, AuditHead noted) {
        if (kind.equals(UNKEYED) && entry.sequence() >= noted.keyedFrom()) {
            return Optional.of("it has no key, though entries have one from %s on".formatted(noted.keyedFrom()));
        }
        return entry.sequence() == noted.sequence() && !entry.hash().equals(noted.hash())
                ? Optional.of("it is not the entry that was noted")
                : Optional.empty();
    }

    private Optional<String> missing(Head end, Optional<AuditKey> key, Optional<AuditHead> noted) {
        if (key.isEmpty()) {
            if (Files.exists(AuditHead.file(folder))) {
                return Optional.of("its key is gone");
            }
            return end.sequence() == 0 && Files.exists(folder.toAbsolutePath().getParent())
                    ? Optional.of("there is none: the pages were never served from here, or all of it is gone")
                    : Optional.empty();
        }
        if (noted.isEmpty()) {
            return Optional.of("what was noted of its end is gone, or not what was written");
        }
        return end.sequence() < noted.get().sequence()
                ? Optional.of("it ends at entry %s, and %s were noted: the last ones are missing"
                        .formatted(end.sequence(), noted.get().sequence()))
                : Optional.empty();
    }

    /** Whether a file ends with an entry that has a key. */
    boolean isKeyed() throws IOException {
        for (Path file : files()) {
            Matcher last = LINE.matcher(lastLine(file));
            if (last.matches() && !last.group(4).equals(UNKEYED)) {
                return true;
            }
        }
        return false;
    }

    /** The last line of the last file. It does not check the others. */
    Head head() throws IOException {
        List<Path> files = files();
        for (int i = files.size() - 1; i >= 0; i--) {
            String last = lastLine(files.get(i));
            Matcher parts = LINE.matcher(last);
            if (parts.matches()) {
                return new Head(Long.parseLong(parts.group(2)), parts.group(5));
            }
            if (!last.isEmpty()) {
                // Going on from a broken line would hide it.
                throw new IOException("the last line of " + files.get(i).getFileName() + " is no entry");
            }
        }
        return new Head(0, START);
    }

    /** The month of the last file. */
    Optional<YearMonth> newest() throws IOException {
        return files().stream()
                .map(file -> NAME.matcher(file.getFileName().toString()))
                .filter(Matcher::matches)
                .map(name -> YearMonth.parse(name.group(1)))
                .max(Comparator.naturalOrder());
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
}
