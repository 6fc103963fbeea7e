package org.wardflow.ingest;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.wardflow.core.ErrorCode;
import org.wardflow.core.Sha256;
import org.wardflow.core.WardflowException;

/**
 * A file whose content has been read once, to know what it is called: its name does not matter.
 *
 * @param sha256 of the content, in hex; of what is inside for a {@code .gz}, in whichever case
 * @param size of the content, in bytes
 */
public record FileContent(Path path, String sha256, long size, FileTime modified, long sizeOnDisk) {
    private static final int BUFFER_BYTES = 1 << 18;

    /** Reads a file through. Throws INPUT_MISSING, INPUT_EMPTY or INPUT_UNREADABLE. */
    public static FileContent read(Path path) {
        if (!Files.exists(path)) {
            throw new WardflowException(
                    ErrorCode.INPUT_MISSING, "There is no file " + path, "nothing by that name", "check the path");
        }
        if (!Files.isRegularFile(path)) {
            boolean isFolder = Files.isDirectory(path);
            throw new WardflowException(
                    ErrorCode.INPUT_UNREADABLE,
                    path + " is not a file",
                    isFolder ? "a folder" : "a device or a pipe, which cannot be read twice",
                    isFolder
                            ? "name the files, for example " + path + "/*.ndjson"
                            : "write what it gives into a file, and name that");
        }
        MessageDigest digest = Sha256.digest();
        long size = 0;
        try {
            FileTime modified = Files.getLastModifiedTime(path);
            long sizeOnDisk = Files.size(path);
            try (InputStream in = open(path)) {
                byte[] buffer = new byte[BUFFER_BYTES];
                for (int n = in.readNBytes(buffer, 0, buffer.length);
                        n > 0;
                        n = in.readNBytes(buffer, 0, buffer.length)) {
                    if (size == 0) {
                        refuseUtf16(path, buffer, n);
                    }
                    digest.update(buffer, 0, n);
                    size += n;
                }
            }
            if (size == 0) {
                throw new WardflowException(
                        ErrorCode.INPUT_EMPTY,
                        path + " is empty",
                        "0 bytes",
                        "check what wrote it, then run this again");
            }
            return new FileContent(path, Sha256.finish(digest), size, modified, sizeOnDisk);
        } catch (IOException e) {
            throw unreadable(path, e);
        }
    }

    /** What bronze calls it; the same content with another recorded time tells something else. */
    String source(Optional<Instant> recordedAt) {
        return "file:" + sha256 + recordedAt.map(time -> "@" + time).orElse("");
    }

    /** A new stream over the content, not buffered. */
    InputStream open() {
        try {
            return open(path);
        } catch (IOException e) {
            throw unreadable(path, e);
        }
    }

    /** Throws INPUT_UNREADABLE if the file is no longer the one that was read: its rows would carry the wrong name. */
    void checkUnchanged() {
        try {
            if (Files.size(path) != sizeOnDisk
                    || !Files.getLastModifiedTime(path).equals(modified)) {
                throw new WardflowException(
                        ErrorCode.INPUT_UNREADABLE,
                        path + " changed while it was read",
                        "another size or time than at the start; what came before is in, the rest is not",
                        "wait until it is complete, then run this again");
            }
        } catch (IOException e) {
            throw unreadable(path, e);
        }
    }

    private static InputStream open(Path path) throws IOException {
        InputStream in = Files.newInputStream(path);
        try {
            return path.toString().toLowerCase(Locale.ROOT).endsWith(".gz")
                    ? new BufferedInputStream(new GZIPInputStream(in, BUFFER_BYTES), BUFFER_BYTES)
                    : in;
        } catch (IOException e) {
            in.close();
            throw e;
        }
    }

    private static void refuseUtf16(Path path, byte[] start, int length) {
        boolean little = length > 1 && start[0] == (byte) 0xFF && start[1] == (byte) 0xFE;
        boolean big = length > 1 && start[0] == (byte) 0xFE && start[1] == (byte) 0xFF;
        if (little || big) {
            throw new WardflowException(
                    ErrorCode.INPUT_UNREADABLE,
                    path + " is not UTF-8",
                    "the byte-order mark of UTF-16",
                    "convert it: iconv -f UTF-16 -t UTF-8 " + path);
        }
    }

    static WardflowException unreadable(Path path, IOException e) {
        return new WardflowException(
                ErrorCode.INPUT_UNREADABLE,
                path + " cannot be read",
                e instanceof ZipException || e instanceof EOFException
                        ? "a .gz that is none, or not complete"
                        : "an error of the file system",
                "check the file and its permissions",
                e);
    }
}
