package org.wardflow.server.audit;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.RandomAccessFile;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.wardflow.server.http.Json;

/** Reads the entries of a day, oldest first, some at a time. It does not check the chain. */
public final class AuditDay {
    /** Entries of one look. */
    public static final int ENTRIES_MAX = 200;

    /** Entries that one look goes through at most to find some of one viewer. */
    static final int SCAN_MAX = 50_000;

    private static final Pattern LINE = Pattern.compile(
            "\\{\"seq\":([0-9]{1,18}),\"at\":\"([0-9-]{10})([^\"]*)\",\"entry\":(\\{.*}),\"prev\":\".*",
            Pattern.DOTALL);

    private final Path folder;

    /** What a look found; {@code next} is the last entry that it went through, if there are more. */
    public record Page(List<Map<String, Object>> entries, OptionalLong next) {
        public Page {
            entries = List.copyOf(entries);
        }
    }

    private record Line(long sequence, String day, String at, String entry) {}

    /** Of the audit in a folder. */
    public AuditDay(Path folder) {
        this.folder = folder;
    }

    /**
     * Entries of a day.
     *
     * @param who of this viewer alone
     * @param after those that come after this one
     */
    public Page read(LocalDate day, Optional<String> who, long after) throws IOException {
        Path file = folder.resolve(AuditChain.name(YearMonth.from(day)));
        List<Map<String, Object>> entries = new ArrayList<>();
        if (!Files.exists(file)) {
            return new Page(entries, OptionalLong.empty());
        }
        try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
            in.seek(start(in, day.toString(), after));
            BufferedReader lines = new BufferedReader(
                    new InputStreamReader(Channels.newInputStream(in.getChannel()), StandardCharsets.UTF_8));
            long last = after;
            for (int scanned = 0; ; scanned++) {
                Optional<Line> line = line(lines.readLine());
                if (line.isEmpty() || !line.get().day().equals(day.toString())) {
                    if (line.isEmpty() && lines.readLine() != null) {
                        throw new IOException(file.getFileName() + " holds what is no entry");
                    }
                    return new Page(entries, OptionalLong.empty());
                }
                if (scanned == SCAN_MAX || entries.size() == ENTRIES_MAX) {
                    return new Page(entries, OptionalLong.of(last));
                }
                last = line.get().sequence();
                Map<String, Object> entry = entry(line.get());
                if (who.isEmpty() || who.get().equals(entry.get("who"))) {
                    entries.add(entry);
                }
            }
        }
    }

    /** Where the first line of the day begins that comes after an entry: by halves, as a month may be long. */
    private static long start(RandomAccessFile in, String day, long after) throws IOException {
        long low = 0;
        long high = in.length();
        while (low < high) {
            long middle = (low + high) >>> 1;
            in.seek(middle);
            if (middle > 0) {
                in.seek(middle - 1);
                String unused = in.readLine();
            }
            Optional<Line> line = line(in.readLine());
            if (line.isPresent()
                    && (line.get().day().compareTo(day) < 0 || line.get().sequence() <= after)) {
                low = in.getFilePointer();
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** Empty at the end, or where a line is no entry. */
    private static Optional<Line> line(@Nullable String text) {
        Matcher line = LINE.matcher(text == null ? "" : text);
        return line.matches()
                ? Optional.of(new Line(
                        Long.parseLong(line.group(1)), line.group(2), line.group(2) + line.group(3), line.group(4)))
                : Optional.empty();
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> entry(Line line) throws IOException {
        Map<String, Object> entry = Json.readFile(line.entry().getBytes(StandardCharsets.UTF_8), Map.class);
        entry.put("seq", line.sequence());
        entry.put("at", line.at());
        return entry;
    }
}
