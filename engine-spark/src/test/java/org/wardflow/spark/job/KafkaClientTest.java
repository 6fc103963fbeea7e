package org.wardflow.spark.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KafkaClientTest {
    private static final InputStream NOTHING = InputStream.nullInputStream();

    @TempDir
    private Path folder;

    @Test
    void withoutAFileThereAreNone() {
        assertThat(KafkaClient.read(Optional.empty(), NOTHING)).isEmpty();
    }

    @Test
    void aFileNamesThem() throws IOException {
        Path file = Files.writeString(folder.resolve("client"), "security.protocol=SSL\ngroup.id=a\n");
        assertThat(KafkaClient.read(Optional.of(file.toString()), NOTHING))
                .isEqualTo(Map.of("security.protocol", "SSL", "group.id", "a"));
    }

    @Test
    void ofTheInputOnlyTheHeadIsRead() throws IOException {
        InputStream input = new ByteArrayInputStream("sasl.password=a\\nb\n\0rest".getBytes(StandardCharsets.UTF_8));
        assertThat(KafkaClient.read(Optional.of(KafkaClient.INPUT), input)).isEqualTo(Map.of("sasl.password", "a\nb"));
        assertThat(new String(input.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo("rest");
    }

    @Test
    void aFileThatIsNotThereIsNamedAndNothingOfIt() {
        assertThatThrownBy(() -> KafkaClient.read(Optional.of("/no/such/file"), NOTHING))
                .hasMessageContaining("SETTING_INVALID")
                .hasMessageContaining("/no/such/file");
    }
}
