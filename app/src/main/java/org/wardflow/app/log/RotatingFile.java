package org.wardflow.app.log;

import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Lines in a file of bounded size, of which a bounded number is kept: {@code name}, {@code name.1} and so on, older with the
 * number. A line that cannot be written is dropped: a full disk must not stop what logs. Safe for all threads.
 */
public final class RotatingFile {
    /** A file that has reached this is put aside. */
    static final long MAX_BYTES = 10L << 20;

    /** Files kept, the newest included. */
    public static final int MAX_FILES = 5;

    private final Path folder;
    private final String name;
    private final long maxBytes;
    private @Nullable OutputStream out;
    private long written;

    RotatingFile(Path folder, String name) {
        this(folder, name, MAX_BYTES);
    }

    /** In a folder that need not exist yet, each file of up to so many bytes. */
    public RotatingFile(Path folder, String name, long maxBytes) {
        this.folder = folder;
        this.name = name;
        this.maxBytes = maxBytes;
    }

    /** Appends a line, and hands it to the operating system. */
    public synchronized void write(String line) {
        byte[] bytes = (line + "\n").getBytes(StandardCharsets.UTF_8);
        try {
            OutputStream open = out == null ? open() : out;
            if (written > 0 && written + bytes.length > maxBytes) {
                close();
                rotate();
                open = open();
            }
            open.write(bytes);
            open.flush();
            written += bytes.length;
        } catch (IOException e) {
            close();
        }
    }

    private OutputStream open() throws IOException {
        Files.createDirectories(folder);
        Path file = folder.resolve(name);
        OutputStream opened = Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        out = opened;
        written = Files.size(file);
        if (written > 0 && !endsWithLine(file)) {
            // A crash cut the last line off; the next one must not go on in it.
            opened.write('\n');
            written++;
        }
        return opened;
    }

    private static boolean endsWithLine(Path file) throws IOException {
        try (RandomAccessFile read = new RandomAccessFile(file.toFile(), "r")) {
            read.seek(read.length() - 1);
            return read.read() == '\n';
        }
    }

    /** The lines that are kept, the oldest first. What a crash left of one may be among them, if others came after it. */
    public synchronized List<String> lines() throws IOException {
        List<String> lines = new ArrayList<>();
        for (int i = MAX_FILES - 1; i >= 0; i--) {
            Path file = folder.resolve(i == 0 ? name : name + "." + i);
            if (Files.exists(file)) {
                String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
                text.substring(0, text.lastIndexOf('\n') + 1).lines().forEach(lines::add);
            }
        }
        return lines;
    }

    private void rotate() throws IOException {
        for (int i = MAX_FILES - 1; i > 0; i--) {
            Path from = folder.resolve(i == 1 ? name : name + "." + (i - 1));
            if (Files.exists(from)) {
                Files.move(from, folder.resolve(name + "." + i), StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    /** Ends it; a later line opens it again. */
    public synchronized void close() {
        try {
            if (out != null) {
                out.close();
            }
        } catch (IOException e) {
            // What was written is with the operating system already.
        }
        out = null;
    }
}
