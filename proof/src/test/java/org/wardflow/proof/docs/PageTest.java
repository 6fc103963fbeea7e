package org.wardflow.proof.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PageTest {
    @TempDir
    private Path folder;

    @Test
    void everyRelativeLinkOfOurPagesResolves() throws IOException {
        for (Page page : Page.all()) {
            assertThat(page.deadLinks()).isEmpty();
        }
    }

    @Test
    void aDeadLinkAndADeadAnchorAreFound() throws IOException {
        Files.writeString(folder.resolve("other.md"), "# One heading: `code`\n");
        Path file = Files.writeString(
                folder.resolve("page.md"),
                "[a](other.md) [b](missing.md) [c](other.md#one-heading-code) [d](other.md#two) `[e](code.md)`");
        assertThat(new Page(file).deadLinks()).containsExactly("page.md → missing.md", "page.md → other.md#two");
    }

    @Test
    void aStaleRegionIsRefused() throws IOException {
        assumeFalse(Boolean.getBoolean("docs.update"));
        Page page = new Page(Files.writeString(
                folder.resolve("page.md"), "before\n<!-- generated: list -->\nold\n<!-- end -->\nafter\n"));
        assertThatThrownBy(() -> page.holds("list", "new\n")).hasMessageContaining("docs.update");
        page.holds("list", "old\n");
    }
}
