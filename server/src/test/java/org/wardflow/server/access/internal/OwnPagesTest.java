package org.wardflow.server.access.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class OwnPagesTest {
    private static OwnPages pages(String publicUrl) {
        return new OwnPages(Optional.of(publicUrl).filter(url -> !url.isEmpty()), (request, response, why) -> {});
    }

    @Test
    void withoutAPublicNameAPageIsOwnIfItHasTheSamePort() {
        OwnPages pages = pages("");

        assertThat(pages.isOwn("http://localhost:8080", "same-origin", "localhost:8080"))
                .isTrue();
        assertThat(pages.isOwn("http://localhost:8080", null, "LOCALHOST:8080")).isTrue();
        assertThat(pages.isOwn("http://localhost:9090", "same-site", "localhost:8080"))
                .isFalse();
        assertThat(pages.isOwn("https://localhost:8080", "cross-site", "localhost:8080"))
                .isFalse();
        assertThat(pages.isOwn("null", null, "localhost:8080")).isFalse();
    }

    @Test
    void whereNoOriginIsNamedABrowserStillTellsPagesOfOthers() {
        OwnPages pages = pages("");

        assertThat(pages.isOwn(null, null, "localhost:8080")).isTrue();
        assertThat(pages.isOwn(null, "same-origin", "localhost:8080")).isTrue();
        assertThat(pages.isOwn(null, "none", "localhost:8080")).isTrue();
        assertThat(pages.isOwn(null, "same-site", "localhost:8080")).isFalse();
        assertThat(pages.isOwn(null, "cross-site", "localhost:8080")).isFalse();
    }

    @Test
    void behindAPublicNameItsPagesAreOwnAndThoseBesideItAreNot() {
        OwnPages pages = pages("https://Beds.example.org/");

        assertThat(pages.isOwn("https://beds.example.org", null, "beds.example.org"))
                .isTrue();
        assertThat(pages.isOwn("https://beds.example.org", null, "127.0.0.1:8080"))
                .as("a proxy that calls it by its own name")
                .isTrue();
        assertThat(pages.isOwn("http://localhost:8080", null, "localhost:8080"))
                .as("on the machine itself")
                .isTrue();
        assertThat(pages.isOwn("http://beds.example.org", null, "beds.example.org"))
                .as("without TLS")
                .isFalse();
        assertThat(pages.isOwn("https://beds.example.org:8443", null, "beds.example.org"))
                .isFalse();
        assertThat(pages.isOwn("http://beds.example.org:8443", null, "beds.example.org:8443"))
                .isFalse();
    }
}
