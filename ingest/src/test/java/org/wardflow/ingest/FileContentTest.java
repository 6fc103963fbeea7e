package org.wardflow.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileContentTest {
    private static final byte[] LINES = "{\"a\": 1}\n{\"a\": 2}\n".getBytes(StandardCharsets.UTF_8);

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"export.ndjson.gz", "EXPORT.NDJSON.GZ", "Export.ndjson.Gz"})
    void aZippedFileIsReadThroughHoweverItsEndingIsWritten(String name) throws IOException {
        Path plain = Files.write(folder.resolve("plain.ndjson"), LINES);
        Path zipped = folder.resolve(name);
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(zipped))) {
            out.write(LINES);
        }
        assertThat(FileContent.read(zipped).sha256())
                .isEqualTo(FileContent.read(plain).sha256());
        assertThat(FileContent.read(zipped).size()).isEqualTo(LINES.length);
    }
}
