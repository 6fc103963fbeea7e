package org.wardflow.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PayloadStoreTest {
    private static final byte[] CONTENT = "too large for a row".getBytes(StandardCharsets.UTF_8);

    @TempDir
    private Path folder;

    @Test
    void aPayloadIsKeptElsewhereOnceItIsWholeAndNothingStaysOnThisMachine() {
        Map<Path, byte[]> elsewhere = new HashMap<>();
        PayloadStore store = new PayloadStore(
                Path.of("elsewhere"),
                folder.resolve("scratch"),
                (whole, target) -> elsewhere.put(target, Files.readAllBytes(whole)));
        Payload.SideFile kept;
        try (PayloadStore.Writer writer = store.begin()) {
            writer.write(CONTENT, 0, CONTENT.length);
            assertThat(elsewhere).isEmpty();
            kept = writer.finish();
        }
        assertThat(elsewhere).containsOnlyKeys(store.path(kept.sha256()));
        assertThat(elsewhere.get(store.path(kept.sha256()))).isEqualTo(CONTENT);
        assertThat(folder.resolve("scratch")).isEmptyDirectory();
    }

    @Test
    void aPayloadThatCannotBeKeptIsToldAndLeavesNothing() {
        PayloadStore store = new PayloadStore(Path.of("elsewhere"), folder, (whole, target) -> {
            throw new IOException("no answer");
        });
        try (PayloadStore.Writer writer = store.begin()) {
            writer.write(CONTENT, 0, CONTENT.length);
            assertThatThrownBy(writer::finish).hasMessageContaining("DISK_FAILED");
        }
        assertThat(folder).isEmptyDirectory();
    }
}
