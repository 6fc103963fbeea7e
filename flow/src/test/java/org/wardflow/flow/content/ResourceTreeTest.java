package org.wardflow.flow.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wardflow.flow.content.internal.ResourceTree;

class ResourceTreeTest {
    @TempDir
    static Path folder;

    /** A reader and a writer in one process open their content at the same time. */
    @Test
    void aJarThatAnotherThreadHasOpenIsReadToo() throws Exception {
        Path jar = folder.resolve("a name with spaces.jar");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
            out.putNextEntry(new JarEntry("root/"));
            out.closeEntry();
            out.putNextEntry(new JarEntry("root/table/model.sql"));
            out.write("select 1".getBytes(StandardCharsets.UTF_8));
            out.closeEntry();
        }
        ResourceTree tree = new ResourceTree();
        try (URLClassLoader loader = new URLClassLoader(new URL[] {jar.toUri().toURL()}, null);
                FileSystem other = FileSystems.newFileSystem(URI.create("jar:" + jar.toUri()), Map.of())) {
            tree.addResources(loader, "root");
            assertThat(other.isOpen()).isTrue();
        }
        assertThat(tree.text("table/model.sql")).contains("select 1");
    }

    @Test
    void aFileThatCannotBeReadIsNamed() throws Exception {
        Path content = Files.createDirectories(folder.resolve("content"));
        Path file = Files.writeString(content.resolve("policy.yaml"), "roles: {}");
        ResourceTree tree = new ResourceTree();
        tree.addFolder(content, "content/");
        Files.delete(file);
        assertThatThrownBy(() -> tree.text("policy.yaml"))
                .hasMessageContaining("CONTRACT_INVALID")
                .hasMessageContaining("content/policy.yaml: cannot be read");
    }

    @Test
    void aPatternFindsWhatItNamesAndNothingBeside() throws Exception {
        Path content = folder.resolve("patterns");
        for (String path : List.of(
                "gold/a/contract.yaml",
                "gold/a/contractxyaml",
                "gold/a/more/contract.yaml",
                "golden/a/contract.yaml",
                "silver/b/contract.yaml",
                "silver/b/examples/one/expected.csv",
                "silver/b/examples/one/given.silver.c.csv",
                "silver/b/examples/one/given.csv",
                "silver/b/examples/oneself/given.silver.c.csv")) {
            Files.createDirectories(content.resolve(path).getParent());
            Files.writeString(content.resolve(path), "text");
        }
        ResourceTree tree = new ResourceTree();
        tree.addFolder(content, "content/");

        assertThat(tree.paths("(silver|gold)/*/contract.yaml"))
                .containsExactly("gold/a/contract.yaml", "silver/b/contract.yaml");
        assertThat(tree.paths("*/*/examples/*/expected.csv")).containsExactly("silver/b/examples/one/expected.csv");
        assertThat(tree.paths("silver/b/examples/one/given.*.csv"))
                .containsExactly("silver/b/examples/one/given.silver.c.csv");
        assertThat(tree.paths("gold/a/contract.yaml")).containsExactly("gold/a/contract.yaml");
        assertThat(tree.paths("gold/b/contract.yaml")).isEmpty();
    }
}
