package org.wardflow.flow.content.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
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
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.wardflow.core.ErrorCode;
import org.wardflow.core.WardflowException;

/**
 * Text files by their path below a root, from folders and jars; a later one replaces an earlier one of the same path. A file of a
 * folder is read when its text is asked for: what nobody asks for may be anything.
 */
public final class ResourceTree {
    /** Some editors put it at the start of a file; it is no part of the text. */
    private static final String BYTE_ORDER_MARK = "\uFEFF";

    private final SortedMap<String, Source> files = new TreeMap<>();

    /** @param origin the file's name in messages */
    private record Source(String origin, Bytes bytes) {}

    private interface Bytes {
        byte[] read() throws IOException;
    }

    private interface Reading {
        /** How the bytes of a file will be had. */
        Bytes of(Path file) throws IOException;
    }

    /** Adds every folder of a name that a class loader finds. */
    public void addResources(ClassLoader loader, String root) {
        try {
            for (URL url : Collections.list(loader.getResources(root))) {
                if (url.openConnection() instanceof JarURLConnection archive) {
                    // By its path: by its address a jar could be open only once in a process, and threads would
                    // collide.
                    Path path = Path.of(archive.getJarFileURL().toURI());
                    try (FileSystem jar = FileSystems.newFileSystem(path, loader)) {
                        addFiles(jar.getPath("/" + root), "built-in ", file -> {
                            byte[] bytes = Files.readAllBytes(file);
                            return () -> bytes;
                        });
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
        try {
            addFiles(folder, origin, file -> () -> Files.readAllBytes(file));
        } catch (IOException | UncheckedIOException e) {
            throw invalid(folder + ": cannot be read", "make the folder and all that is in it readable", e);
        }
    }

    private void addFiles(Path folder, String origin, Reading reading) throws IOException {
        // A folder that is a link would be walked as the link alone, and all that is in it passed over.
        Path real = folder.toRealPath();
        try (Stream<Path> found = Files.walk(real)) {
            for (Path file : found.filter(Files::isRegularFile).toList()) {
                String path = real.relativize(file).toString().replace('\\', '/');
                if (!file.getFileName().toString().startsWith(".")) {
                    files.put(path, new Source(origin + path, reading.of(file)));
                }
            }
        }
    }

    /** The paths that match a pattern of path parts, where {@code *} stands for one part and {@code (a|b)} for either. */
    public List<String> paths(String pattern) {
        Pattern expression = Pattern.compile(pattern.replace(".", "\\.").replace("*", "[^/]+"));
        // Only what begins like it: there are as many patterns as worked examples.
        String start = pattern.split("[*(]", 2)[0];
        return files.tailMap(start).keySet().stream()
                .takeWhile(path -> path.startsWith(start))
                .filter(expression.asMatchPredicate())
                .toList();
    }

    /** What stands in a file, without a byte order mark; CONTRACT_INVALID for one that is not UTF-8, with the place. */
    public Optional<String> text(String path) {
        return Optional.ofNullable(files.get(path)).map(ResourceTree::text);
    }

    private static String text(Source source) {
        byte[] bytes;
        try {
            bytes = source.bytes().read();
        } catch (IOException e) {
            throw invalid(source.origin() + ": cannot be read", "make the file readable", e);
        }
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer text = CharBuffer.allocate(bytes.length);
        if (StandardCharsets.UTF_8.newDecoder().decode(in, text, true).isError()) {
            throw invalid(
                    place(source.origin(), bytes, in.position()) + ": is not UTF-8",
                    "save the file in the encoding UTF-8",
                    null);
        }
        String whole = text.flip().toString();
        return whole.startsWith(BYTE_ORDER_MARK) ? whole.substring(1) : whole;
    }

    /** A byte as {@code file:line:byte of the line}, both from 1. */
    private static String place(String origin, byte[] bytes, int position) {
        int line = 1;
        int start = 0;
        for (int i = 0; i < position; i++) {
            if (bytes[i] == '\n') {
                line++;
                start = i + 1;
            }
        }
        return origin + ":" + line + ":" + (position - start + 1);
    }

    private static WardflowException invalid(String found, String fix, @Nullable Throwable cause) {
        return new WardflowException(
                ErrorCode.CONTRACT_INVALID, "A file of the content cannot be used", found, fix, cause);
    }

    /** Where a file comes from, for messages. */
    public String origin(String path) {
        return Optional.ofNullable(files.get(path)).map(Source::origin).orElse(path);
    }
}
