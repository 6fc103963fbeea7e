package org.wardflow.ingest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.jspecify.annotations.Nullable;
import org.wardflow.core.ErrorCode;
import org.wardflow.core.Sha256;
import org.wardflow.core.WardflowException;
import org.wardflow.flow.contract.BronzeSource.ExtractColumn;
import org.wardflow.ingest.internal.ExtractHeader;
import org.wardflow.ingest.internal.Framing;
import org.wardflow.ingest.internal.RecordReader;

/**
 * A CSV extract (RFC 4180): a header, then a record a line, which may span lines inside double quotes. The separator is the
 * comma, semicolon or tab that the header has most of. The payload of each record is the raw bytes of the header, a line feed and its own:
 * the same line means something else under another header. {@code fields} holds its values by the contract's names, empty ones left out.
 *
 * <p>An extract says how things are at a time: the same bytes at another time are another extract. What it is called holds the recorded
 * time that it is given, else the time of the file.
 */
public final class ExtractSource implements Source {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final FileContent content;
    private final Instant told;
    private final List<ExtractColumn> columns;
    private final RecordReader reader;
    private @Nullable Layout layout;
    private long first;

    /**
     * Reads the file, whose header must have the columns that are required.
     *
     * @param recordedAt the recorded time that somebody gave the file
     */
    public ExtractSource(
            FileContent content, Optional<Instant> recordedAt, List<ExtractColumn> columns, PayloadStore store) {
        this.content = content;
        // Copies that keep a file's time do not keep all of its digits.
        this.told = recordedAt.orElseGet(() -> content.modified().toInstant().truncatedTo(ChronoUnit.SECONDS));
        this.columns = List.copyOf(columns);
        this.reader = new RecordReader(content.open(), Framing.QUOTED_LINES, store);
    }

    @Override
    public String name() {
        return content.source(Optional.of(told));
    }

    @Override
    public void seek(Map<Integer, Long> next) {
        first = next.getOrDefault(0, 0L);
    }

    @Override
    public Batch poll(BatchLimits limits, RecordSink sink) {
        long records = 0;
        long bytes = 0;
        long blankBefore = reader.blank();
        try {
            Layout known = layout == null ? readHeader() : layout;
            layout = known;
            while (records < limits.rows() && bytes < limits.bytes() && reader.hasNext()) {
                RecordReader.Line line = reader.next();
                if (line.number() < first) {
                    continue;
                }
                SourceRecord record = known.decode(line);
                sink.accept(record);
                records++;
                bytes += record.payload().size();
            }
            boolean finished = !reader.hasNext();
            content.checkUnchanged();
            return new Batch(records, bytes, reader.blank() - blankBefore, Map.of(0, reader.position()), finished);
        } catch (IOException e) {
            throw FileContent.unreadable(content.path(), e);
        }
    }

    @Override
    public void close() {
        try {
            reader.close();
        } catch (IOException e) {
            throw FileContent.unreadable(content.path(), e);
        }
    }

    private Layout readHeader() throws IOException {
        if (!reader.hasNext()) {
            throw new WardflowException(
                    ErrorCode.INPUT_EMPTY,
                    content.path() + " has no header",
                    "blank lines only",
                    "check what wrote it");
        }
        RecordReader.Line line = reader.next();
        byte[] bytes = bytes(line);
        String text = text(bytes, line.number());
        if (text.stripTrailing().indexOf('\r') >= 0) {
            // All of such a file is one line, and would pass for a header with no rows.
            throw new WardflowException(
                    ErrorCode.INPUT_HEADER,
                    "The lines of " + content.path() + " do not end with a line feed",
                    "a carriage return within the first line",
                    "save it with line ends of Unix or Windows, for example: tr '\\r' '\\n'");
        }
        char separator = separator(text);
        ExtractHeader header =
                ExtractHeader.map(content.path().toString(), split(text, separator, line.number()), columns);
        return new Layout(separator, header.names(), bytes);
    }

    private static char separator(String header) {
        char best = ',';
        for (char candidate : new char[] {';', '\t'}) {
            if (count(header, candidate) > count(header, best)) {
                best = candidate;
            }
        }
        return best;
    }

    private static long count(String text, char wanted) {
        return text.chars().filter(c -> c == wanted).count();
    }

    private byte[] bytes(RecordReader.Line line) {
        if (line.payload() instanceof Payload.Inline inline) {
            return inline.bytes();
        }
        throw tooLarge(line, line.payload().size());
    }

    private WardflowException tooLarge(RecordReader.Line line, long bytes) {
        return new WardflowException(
                ErrorCode.INPUT_TOO_LARGE,
                "The record on line %s of %s is too large".formatted(line.number() + 1, content.path()),
                "%s bytes; at most %s are allowed, with the header".formatted(bytes, Payload.MAX_INLINE_BYTES),
                "look for a double quote there that is never closed");
    }

    private String text(byte[] bytes, long line) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new WardflowException(
                    ErrorCode.INPUT_UNREADABLE,
                    content.path() + " is not UTF-8",
                    "other bytes on line " + (line + 1),
                    "convert it, for example: iconv -f ISO-8859-1 -t UTF-8 " + content.path(),
                    e);
        }
    }

    private List<String> split(String text, char separator, long line) {
        CSVFormat format = CSVFormat.RFC4180.builder().setDelimiter(separator).get();
        try (CSVParser parser = CSVParser.parse(text, format)) {
            List<CSVRecord> records = parser.getRecords();
            if (records.size() != 1) {
                // The others would be lost without a word.
                throw new IllegalStateException("several records in what is one line by its quotes and line ends");
            }
            return records.get(0).toList();
        } catch (IOException | java.io.UncheckedIOException | IllegalStateException e) {
            // The parser's own message quotes the text, which may hold a patient's values.
            throw new WardflowException(
                    ErrorCode.INPUT_UNREADABLE,
                    "Line %s of %s is not CSV".formatted(line + 1, content.path()),
                    "a double quote inside a value, or one never closed, or a line that ends in CR alone",
                    "write values that hold quotes, separators or line ends as RFC 4180 says: \"a \"\"b\"\" c\", and end lines in LF or CR LF");
        }
    }

    /** How this file is laid out. */
    private final class Layout {
        private final char separator;
        private final List<String> names;
        private final byte[] header;

        Layout(char separator, List<String> names, byte[] header) {
            this.separator = separator;
            this.names = names;
            this.header = header;
        }

        SourceRecord decode(RecordReader.Line line) throws JsonProcessingException {
            byte[] bytes = bytes(line);
            long size = (long) header.length + 1 + bytes.length;
            if (size > Payload.MAX_INLINE_BYTES) {
                throw tooLarge(line, size);
            }
            List<String> values = split(text(bytes, line.number()), separator, line.number());
            if (values.size() > names.size()) {
                throw new WardflowException(
                        ErrorCode.INPUT_UNREADABLE,
                        "Line %s of %s has more values than the header".formatted(line.number() + 1, content.path()),
                        "%s values; the header has %s".formatted(values.size(), names.size()),
                        "put values that hold the separator in double quotes");
            }
            Map<String, String> fields = new LinkedHashMap<>();
            for (int i = 0; i < values.size(); i++) {
                if (!values.get(i).isBlank()) {
                    fields.put(names.get(i), values.get(i).strip());
                }
            }
            return new SourceRecord(null, line.number(), null, payload(bytes), JSON.writeValueAsString(fields));
        }

        private Payload payload(byte[] line) {
            byte[] both = Arrays.copyOf(header, header.length + 1 + line.length);
            both[header.length] = '\n';
            System.arraycopy(line, 0, both, header.length + 1, line.length);
            return new Payload.Inline(both, Sha256.of(both));
        }
    }
}
