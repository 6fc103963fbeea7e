package org.wardflow.server.site;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class SiteTest {
    /** What a browser loads before the first chart, all pages' modules among it. */
    private static final int SCRIPT_BYTES_MAX = 150_000;

    @Test
    void theScriptsOfAllPagesAreSmall() throws IOException {
        long bytes = 0;
        for (String name : Site.FILES) {
            if (name.endsWith(".js")) {
                try (InputStream in = Objects.requireNonNull(Site.class.getResourceAsStream("/web/" + name), name)) {
                    bytes += in.readAllBytes().length;
                }
            }
        }
        assertThat(bytes).isBetween(1L, (long) SCRIPT_BYTES_MAX);
    }
}
