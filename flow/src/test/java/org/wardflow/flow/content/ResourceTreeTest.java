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
}
