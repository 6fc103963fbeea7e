package org.wardflow.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wardflow.core.ErrorCode;
import org.wardflow.core.WardflowException;

class ManifestsTest {
    private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");

    @TempDir
    Path root;

    private Lake lake;
    private Manifests manifests;

    @BeforeEach
    void open() {
        lake = TestLake.open(root);
        manifests = lake.manifests();
    }

    @AfterEach
    void close() {
        lake.close();
    }

    @Test
    void aManifestIsReadBackAsItWasWritten() {
        assertThat(manifests.latest()).isEmpty();
        Manifest first = write(1);
        Manifest second = write(2);

        assertThat(manifests.latest()).contains(second);
        assertThat(TestLake.read(root).manifests().latest()).contains(second);
        assertThat(manifests.at(1)).contains(first);
        assertThat(manifests.at(3)).isEmpty();
        assertThat(manifests.retained()).containsExactly(first, second);
        assertThat(manifests.oldest()).contains(first);
    }

    @Test
    void theNewestManifestOfATimeIsFound() {
        for (int cycle = 1; cycle <= 9; cycle++) {
            write(cycle);
        }

        assertThat(manifests.at(NOON)).isEmpty();
        for (int cycle = 1; cycle <= 9; cycle++) {
            Instant at = NOON.plusSeconds(cycle);
            assertThat(manifests.at(at).orElseThrow().cycle()).isEqualTo(cycle);
            assertThat(manifests.at(at.plusMillis(999)).orElseThrow().cycle()).isEqualTo(cycle);
        }
    }

    @Test
    void oldManifestsAreForgottenButNeverTheNewest() {
        for (int cycle = 1; cycle <= 3; cycle++) {
            write(cycle);
        }

        manifests.forgetBefore(NOON.plusSeconds(2));
        assertThat(manifests.retained()).extracting(Manifest::cycle).containsExactly(2L, 3L);
        manifests.forgetBefore(NOON.plusSeconds(99));
        assertThat(manifests.retained()).extracting(Manifest::cycle).containsExactly(3L);
    }

    @Test
    void oneIsFoundByHowManyCameAfterIt() {
        for (int cycle = 1; cycle <= 3; cycle++) {
            write(cycle);
        }
        assertThat(manifests.before(0).orElseThrow().cycle()).isEqualTo(3);
        assertThat(manifests.before(2).orElseThrow().cycle()).isEqualTo(1);
        assertThat(manifests.before(3)).isEmpty();
    }

    @Test
    void aCycleHasOneManifest() {
        write(1);

        assertThatThrownBy(() -> write(1))
                .isInstanceOfSatisfying(
                        WardflowException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.TABLE_CONFLICT));
    }

    @Test
    void aDamagedManifestIsNamed() throws IOException {
        write(1);
        Path file = root.resolve("_manifests/00000000000000000001.json");
        String content = Files.readString(file);
        for (String damaged : new String[] {"", content.substring(0, 40), content.replace(":7", ":8"), "[]", "{}"}) {
            Files.writeString(file, damaged);
            assertThatThrownBy(() -> TestLake.read(root).manifests().latest())
                    .isInstanceOfSatisfying(WardflowException.class, e -> {
                        assertThat(e.code()).isEqualTo(ErrorCode.TABLE_CORRUPT);
                        assertThat(e.what()).contains(file.getFileName().toString());
                    });
        }
    }

    private Manifest write(long cycle) {
        Manifest manifest = new Manifest(
                cycle, NOON.plusSeconds(cycle), Map.of(TestLake.STAYS, 7L, TableName.parse("gold.bed"), cycle));
        manifests.write(manifest);
        return manifest;
    }
}
