package org.wardflow.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wardflow.core.ErrorCode;
import org.wardflow.core.WardflowException;

class JsonLinesSourceTest {
    @TempDir
    Path folder;

    @Test
    void theLastLineNeedsNoLineFeed() throws IOException {
        assertThat(texts(file("{\"a\":1}\n{\"a\":2}"))).containsExactly("{\"a\":1}", "{\"a\":2}");
    }

    @Test
    void lineEndsAndTheByteOrderMarkBelongToNoPayload() throws IOException {
        assertThat(texts(file("\uFEFF{\"a\":1}\r\n{\"a\":2}\r\n"))).containsExactly("{\"a\":1}", "{\"a\":2}");
    }

    @Test
    void blankLinesAreSkippedAndCountedAndKeepTheirNumbers() throws IOException {
        try (Source source = open(file("\n1\n \t\r\n2\n\n"))) {
            List<SourceRecord> read = new ArrayList<>();
            Source.Batch batch = source.poll(BatchLimits.DEFAULT, read::add);
            assertThat(read).extracting(SourceRecord::offset).containsExactly(1L, 3L);
            assertThat(batch).isEqualTo(new Source.Batch(2, 2, 3, Map.of(0, 5L), true));
        }
    }

    @Test
    void bytesThatAreNotUtf8AreKeptAsTheyCame() throws IOException {
        Path path = folder.resolve("latin1");
        Files.write(path, new byte[] {'"', (byte) 0xE9, '"', '\n'});
        assertThat(payloads(path))
                .singleElement()
                .isInstanceOfSatisfying(
                        Payload.Inline.class,
                        inline -> assertThat(inline.bytes()).containsExactly('"', 0xE9, '"'));
    }

    @Test
    void aPayloadAtTheLimitStaysInMemoryAndOneByteMoreGoesToASideFile() throws IOException {
        String fits = "x".repeat(Payload.MAX_INLINE_BYTES);
        List<Payload> payloads = payloads(file(fits + "\r\n" + fits + "y\r\n"));
        assertThat(payloads.get(0)).isInstanceOf(Payload.Inline.class);
        assertThat(payloads.get(1)).isInstanceOf(Payload.SideFile.class);
        assertThat(payloads.get(1).size()).isEqualTo(Payload.MAX_INLINE_BYTES + 1L);
        assertThat(store().path(payloads.get(1).sha256())).hasContent(fits + "y");
    }

    @Test
    void aLineOfFiftyMegabytesIsStreamedToASideFile() throws IOException {
        Path path = folder.resolve("huge");
        try (OutputStream out = Files.newOutputStream(path)) {
            byte[] chunk = "z".repeat(1 << 20).getBytes(StandardCharsets.UTF_8);
            for (int i = 0; i < 50; i++) {
                out.write(chunk);
            }
            out.write("\r\nnext\n".getBytes(StandardCharsets.UTF_8));
        }
        List<Payload> payloads = payloads(path);
        assertThat(payloads.get(0)).isInstanceOf(Payload.SideFile.class);
        assertThat(Files.size(store().path(payloads.get(0).sha256()))).isEqualTo(50L << 20);
        assertThat(payloads.get(1)).isInstanceOf(Payload.Inline.class);
        try (var left = Files.list(folder.resolve("payloads"))) {
            assertThat(left.filter(Files::isRegularFile)).as("temporary files").isEmpty();
        }
    }

    @Test
    void anyCutIntoBatchesGivesTheSameRecords() throws IOException {
        for (long seed = 0; seed < 50; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            Path path = file(randomLines(random));
            List<SourceRecord> whole = new ArrayList<>();
            try (Source source = open(path)) {
                source.poll(BatchLimits.DEFAULT, whole::add);
            }
            List<SourceRecord> pieces = new ArrayList<>();
            Map<Integer, Long> next = Map.of();
            boolean finished = false;
            while (!finished) {
                // A new source for each batch is what a crash after each commit amounts to.
                try (Source source = open(path)) {
                    source.seek(next);
                    Source.Batch batch = source.poll(new BatchLimits(1 + random.nextInt(3), 1 << 20), pieces::add);
                    next = batch.next();
                    finished = batch.finished();
                }
            }
            assertThat(pieces).as("seed " + seed).usingRecursiveComparison().isEqualTo(whole);
        }
    }

    @Test
    void aCompressedFileIsTheSameSourceAsItsContent() throws IOException {
        Path plain = file("{\"a\":1}\n");
        Path compressed = folder.resolve("events.ndjson.gz");
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(bytes)) {
            out.write(Files.readAllBytes(plain));
        }
        Files.write(compressed, bytes.toByteArray());
        assertThat(FileContent.read(compressed).source(Optional.empty()))
                .isEqualTo(FileContent.read(plain).source(Optional.empty()));
        assertThat(texts(compressed)).containsExactly("{\"a\":1}");
    }

    @Test
    void aFileThatCannotBeReadSaysWhy() throws IOException {
        refuses(folder.resolve("absent"), ErrorCode.INPUT_MISSING, "There is no file");
        refuses(folder, ErrorCode.INPUT_UNREADABLE, "is not a file", "name the files");
        refuses(Path.of("/dev/null"), ErrorCode.INPUT_UNREADABLE, "is not a file", "write what it gives into a file");
        refuses(file(""), ErrorCode.INPUT_EMPTY, "is empty");
        Path utf16 = folder.resolve("utf16");
        Files.write(utf16, "\uFEFF{}".getBytes(StandardCharsets.UTF_16LE));
        refuses(utf16, ErrorCode.INPUT_UNREADABLE, "is not UTF-8");
        Path torn = folder.resolve("torn.gz");
        Files.write(torn, new byte[] {0x1f, (byte) 0x8b, 8});
        refuses(torn, ErrorCode.INPUT_UNREADABLE, "cannot be read");
    }

    @Test
    void aFileThatChangesWhileItIsReadIsRefused() throws IOException {
        Path path = file("1\n2\n");
        try (Source source = open(path)) {
            Files.writeString(path, "1\n2\n3\n");
            Files.setLastModifiedTime(path, FileTime.fromMillis(1));
            assertThatThrownBy(() -> source.poll(BatchLimits.DEFAULT, ignored -> {}))
                    .isInstanceOf(WardflowException.class)
                    .hasMessageContaining("changed while it was read");
        }
    }

    private static void refuses(Path path, ErrorCode code, String... words) {
        assertThatThrownBy(() -> FileContent.read(path)).isInstanceOfSatisfying(WardflowException.class, e -> {
            assertThat(e.code()).isEqualTo(code);
            assertThat(e).hasMessageContainingAll(words).hasMessageContaining("Fix:");
        });
    }

    private static String randomLines(SplittableRandom random) {
        StringBuilder text = new StringBuilder();
        int lines = 1 + random.nextInt(8);
        for (int i = 0; i < lines; i++) {
            text.append(random.nextInt(4) == 0 ? "" : "v" + i).append(random.nextBoolean() ? "\n" : "\r\n");
        }
        return text.append("end").toString();
    }

    private Path file(String text) throws IOException {
        return Files.writeString(Files.createTempFile(folder, "events", ".ndjson"), text);
    }

    private PayloadStore store() {
        return new PayloadStore(folder.resolve("payloads"));
    }

    private Source open(Path path) {
        return new JsonLinesSource(FileContent.read(path), Optional.empty(), store());
    }

    private List<Payload> payloads(Path path) {
        List<Payload> read = new ArrayList<>();
        try (Source source = open(path)) {
            assertThat(source.poll(BatchLimits.DEFAULT, sent -> read.add(sent.payload()))
                            .finished())
                    .isTrue();
        }
        return read;
    }

    private List<String> texts(Path path) {
        return payloads(path).stream()
                .map(payload -> new String(((Payload.Inline) payload).bytes(), StandardCharsets.UTF_8))
                .toList();
    }
}
