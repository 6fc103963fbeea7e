package org.wardflow.app.kafka;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Each test has a broker, and a home that reads it, of its own. */
abstract class OnKafkaSite {
    @TempDir
    Path folder;

    private @Nullable KafkaSite opened;

    @BeforeEach
    final void open() {
        opened = new KafkaSite(folder).started();
    }

    @AfterEach
    final void close() {
        if (opened != null) {
            opened.close();
        }
    }

    final KafkaSite site() {
        if (opened == null) {
            throw new IllegalStateException("not started");
        }
        return opened;
    }
}
