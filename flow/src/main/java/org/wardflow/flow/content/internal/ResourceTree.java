package org.wardflow.flow.content.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Text files by their path below a root, from folders and jars; a later one replaces an earlier one of the same path. */
public final class ResourceTree {
    private final SortedMap<String, String> files = new TreeMap<>();
    private final SortedMap<String, String> origins = new TreeMap<>();

    /** Adds every folder of a name that a class loader finds. */
    public void addResources(ClassLoader loader, String root) {
        try {
            for (URL url : Collections.list(loader.getResources(root))) {
                if (url.openConnection() instanceof JarURLConnection archive) {
                    // By its path: by its address a jar could be open only once in a process, and threads would
                    // collide.
                    Path path = Path.of(archive.getJarFileURL().toURI());
                    try (FileSystem jar = FileSystems.newFileSystem(path, loader)) {
                        addFolder(jar.getPath("/" + root), "built-in ");
                    }
                } else {
                    addFolder(Path.of(url.toURI()), "built-in ");
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException("A class loader gives valid addresses", e);
        }
    }

    /** Adds a folder; a missing one is empty. Hidden files are left out. */
    public void addFolder(Path folder, String origin) {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (Stream<Path> found = Files.walk(folder)) {
            for (Path file : found.filter(Files::isRegularFile).toList()) {
                String path = folder.relativize(file).toString().replace('\\', '/');
                if (!file.getFileName().toString().startsWith(".")) {
                    files.put(path, Files.readString(file, StandardCharsets.UTF_8));
                    origins.put(path, origin + path);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The paths that match a pattern of path parts, where {@code *} stands for one part. */
    public List<String> paths(String pattern) {
        String expression = pattern.replace(".", "\\.").replace("*", "[^/]+");
        return files.keySet().stream().filter(path -> path.matches(expression)).toList();
    }

    public Optional<String> text(String path) {
        return Optional.ofNullable(files.get(path));
    }

    /** Where a file comes from, for messages. */
    public String origin(String path) {
        return origins.getOrDefault(path, path);
    }
}
