package org.wardflow.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wardflow.core.ErrorCode;
import org.wardflow.core.WardflowException;
import org.wardflow.flow.contract.BronzeSource.ExtractColumn;

class ExtractSourceTest {
    private static final List<ExtractColumn> COLUMNS = List.of(
            new ExtractColumn("hospital_id", List.of("hospital", "site"), true),
            new ExtractColumn("department", List.of("ward"), true),
            new ExtractColumn("beds", List.of("capacity"), false));

    @TempDir
    Path folder;

    @Test
    void headerNamesMapByAliasWithoutCaseAndUnknownOnesAreKept() throws IOException {
        assertThat(fields("Site,WARD,Floor\n1,ICU,3\n"))
                .containsExactly("{\"hospital_id\":\"1\",\"department\":\"ICU\",\"Floor\":\"3\"}");
    }

    @Test
    void aRecordMayHoldSeparatorsQuotesAndLineEndsInQuotes() throws IOException {
        List<SourceRecord> read = read("site,ward\r\n1,\"A, \"\"B\"\"\r\nC\"\r\n2,D\r\n");
        assertThat(read)
                .extracting(SourceRecord::fields)
                .containsExactly(
                        "{\"hospital_id\":\"1\",\"department\":\"A, \\\"B\\\"\\r\\nC\"}",
                        "{\"hospital_id\":\"2\",\"department\":\"D\"}");
        assertThat(read).extracting(SourceRecord::offset).containsExactly(1L, 3L);
        assertThat(((Payload.Inline) read.get(0).payload()).bytes())
                .asString(StandardCharsets.UTF_8)
                .isEqualTo("site,ward\n1,\"A, \"\"B\"\"\r\nC\"");
    }

    /** Beds 12 and staff 8 under one header are staff 12 and beds 8 under another. */
    @Test
    void oneLineUnderTwoHeadersIsTwoPayloadsAndUnderTheSameOne() throws IOException {
        List<String> digests = Stream.of(
                        "site,ward,beds,staff\n1,ICU,12,8\n",
                        "site,ward,staff,beds\r\n1,ICU,12,8\r\n",
                        "\uFEFFsite,ward,beds,staff\n\n1,ICU,12,8")
                .map(text -> fieldsAndDigest(text))
                .toList();
        assertThat(digests.get(1)).isNotEqualTo(digests.get(0));
        assertThat(digests.get(2)).isEqualTo(digests.get(0));
    }

    @Test
    void aRecordThatIsTooLargeWithItsHeaderIsRefusedAndOneThatFitsIsNot() throws IOException {
        int room = Payload.MAX_INLINE_BYTES - "site,ward\n1,".length();
        assertThat(read("site,ward\n1," + "x".repeat(room) + "\n")).hasSize(1);
        String text = "site,ward\n1," + "x".repeat(room + 1) + "\n";
        assertThatThrownBy(() -> read(text))
                .isInstanceOfSatisfying(
                        WardflowException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INPUT_TOO_LARGE));
    }

    @Test
    void theSeparatorIsTheOneThatTheHeaderHasMostOf() throws IOException {
        assertThat(fields("site;ward;beds\n1;A,B;4\n"))
                .containsExactly("{\"hospital_id\":\"1\",\"department\":\"A,B\",\"beds\":\"4\"}");
        assertThat(fields("site\tward\n1\tA\n")).containsExactly("{\"hospital_id\":\"1\",\"department\":\"A\"}");
    }

    @Test
    void missingValuesAreLeftOut() throws IOException {
        assertThat(fields("site,ward,beds\n1, ,\n2\n"))
                .containsExactly("{\"hospital_id\":\"1\"}", "{\"hospital_id\":\"2\"}");
    }

    @Test
    void aHeaderWithoutARequiredColumnIsRefusedWithWhatWasFoundAndExpected() {
        refuses(
                "site,floor\n1,2\n",
                ErrorCode.INPUT_HEADER,
                "lacks department",
                "site, floor; expected hospital_id (required)");
    }

    @Test
    void aHeaderThatNamesAColumnTwiceIsRefused() {
        refuses("site,ward,hospital\n", ErrorCode.INPUT_HEADER, "names a column twice", "site, ward, hospital");
    }

    @Test
    void aFileWithoutAHeaderShowsNoValueOfItsFirstRow() {
        refuses(
                "Jane Doe,1980-02-03\n",
                ErrorCode.INPUT_HEADER,
                "lacks hospital_id, department",
                "first line of 2 values");
        refuses("site,{\"Jane\"}\n", ErrorCode.INPUT_HEADER, "lacks department", "site, ?");
    }

    @Test
    void aFileThatIsNotUtf8IsRefusedWithItsLine() throws IOException {
        Path path = folder.resolve("latin1.csv");
        Files.write(path, "site,ward\n1,A\n2,P\u00e9diatrie\n".getBytes(StandardCharsets.ISO_8859_1));
        assertThatThrownBy(() -> read(path)).hasMessageContaining("line 3").hasMessageContaining("iconv");
    }

    @Test
    void brokenRecordsAreRefusedByLineWithoutTheirValues() {
        refuses("site,ward\n1,\"Jane\" Doe\n", ErrorCode.INPUT_UNREADABLE, "Line 2", "double quote");
        // What the quotes make one line is four records to a parser of CSV: all but the first would be lost.
        refuses(
                "site,ward\n1,Ward 5\" east\n2,B\n3,C\n4,Bed 6\" x\n",
                ErrorCode.INPUT_UNREADABLE,
                "Line",
                "double quote");
        refuses("site,ward\n1,A\r2,B\r3,C\n", ErrorCode.INPUT_UNREADABLE, "Line 2", "CR alone");
        refuses("site,ward\n1,A,Jane\n", ErrorCode.INPUT_UNREADABLE, "Line 2", "3 values; the header has 2");
        refuses("site,ward\n1,\"Jane", ErrorCode.INPUT_UNREADABLE, "Line 2", "never closed");
        refuses(
                "site,ward\n1,\"Jane" + "x".repeat(Payload.MAX_INLINE_BYTES),
                ErrorCode.INPUT_TOO_LARGE,
                "line 2",
                "at most 1048576");
    }

    @Test
    void aFileOfBlankLinesIsEmpty() {
        refuses(
                "site,ward,name\r1,A,Jane\r",
                ErrorCode.INPUT_HEADER,
                "do not end with a line feed",
                "a carriage return");
        refuses("\n\n", ErrorCode.INPUT_EMPTY, "has no header", "blank lines");
    }

    private void refuses(String text, ErrorCode code, String what, String found) {
        assertThatThrownBy(() -> read(text)).isInstanceOfSatisfying(WardflowException.class, e -> {
            assertThat(e.code()).isEqualTo(code);
            assertThat(e.what()).contains(what);
            assertThat(e.found()).contains(found);
            assertThat(e).hasMessageNotContaining("Jane");
        });
    }

    /** Wards go from 8 beds to 12 and back: the third extract is the first, byte for byte, and yet another one. */
    @Test
    void theSameBytesAtAnotherTimeAreAnotherExtract() throws IOException {
        Path first = Files.writeString(folder.resolve("w1.csv"), "hospital_id,department\n1,ICU\n");
        Path again = Files.copy(first, folder.resolve("w3.csv"), StandardCopyOption.COPY_ATTRIBUTES);
        assertThat(name(again, Optional.empty())).isEqualTo(name(first, Optional.empty()));
        assertThat(name(again, Optional.of(Instant.EPOCH))).isEqualTo(name(first, Optional.of(Instant.EPOCH)));
        assertThat(name(again, Optional.of(Instant.EPOCH))).isNotEqualTo(name(first, Optional.of(Instant.MAX)));
        Files.setLastModifiedTime(again, FileTime.from(Instant.EPOCH));
        assertThat(name(again, Optional.empty())).isNotEqualTo(name(first, Optional.empty()));
    }

    private String name(Path path, Optional<Instant> recordedAt) {
        try (Source source = extract(path, recordedAt)) {
            return source.name();
        }
    }

    private ExtractSource extract(Path path, Optional<Instant> recordedAt) {
        return new ExtractSource(
                FileContent.read(path), recordedAt, COLUMNS, new PayloadStore(folder.resolve("payloads")));
    }

    private List<String> fields(String text) throws IOException {
        return read(text).stream().map(sent -> String.valueOf(sent.fields())).toList();
    }

    private String fieldsAndDigest(String text) {
        try {
            SourceRecord sent = read(text).get(0);
            return sent.fields() + sent.payload().sha256();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<SourceRecord> read(String text) throws IOException {
        return read(Files.writeString(Files.createTempFile(folder, "extract", ".csv"), text));
    }

    private List<SourceRecord> read(Path path) {
        List<SourceRecord> read = new ArrayList<>();
        try (Source source = extract(path, Optional.empty())) {
            assertThat(source.poll(BatchLimits.DEFAULT, read::add).finished()).isTrue();
        }
        return read;
    }
}
