package org.wardflow.app.browser;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** The tests of a class share a browser; each begins with the pages as at the start. */
abstract class OnOpenPages {
    @SuppressWarnings("NullAway.Init")
    static OpenPages pages;

    @BeforeAll
    static void start(@TempDir Path folder) {
        pages = new OpenPages(folder);
    }

    @AfterAll
    static void stop() {
        if (pages != null) {
            pages.close();
        }
    }

    @BeforeEach
    final void reset() {
        pages.reset();
    }
}
