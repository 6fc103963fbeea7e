package org.wardflow.duckdb;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class DuckDbSettingsTest {
    private static final long MIB = 1L << 20;

    /** What is never given back is a small part of what there is, and no more than small queries use. */
    @Test
    void onlyAPartOfTheMemoryIsHeldForTheLifeOfTheEngine() {
        assertThat(settings(200 * MIB).heldBytes()).isEqualTo(25 * MIB);
        assertThat(settings(2_048 * MIB).heldBytes()).isEqualTo(DuckDbSettings.HELD_BYTES_MAX);
        assertThat(settings(64 * 1_024 * MIB).heldBytes()).isEqualTo(256 * MIB);
    }

    private static DuckDbSettings settings(long memory) {
        return new DuckDbSettings(memory, 1, Path.of("spill"), MIB, List.of());
    }
}
