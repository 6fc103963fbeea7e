package org.wardflow.spark.storage;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.CommonPathCapabilities;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.wardflow.core.ErrorCode;
import org.wardflow.core.WardflowException;
import org.wardflow.lake.FileIo;

/** One bucket or container, reached as Hadoop's configuration says. Safe for all threads. */
public final class ObjectStore implements AutoCloseable {
    /** Hadoop's properties that ours differ in; the first needs a library less. */
    public static final Map<String, String> DEFAULTS = Map.of("fs.s3a.input.stream.type", "classic");

    private static final String CONDITIONAL_CREATION = "fs.option.create.conditional.overwrite";
    private static final Set<String> RENAMING = Set.of("abfs", "abfss");

    private final FileSystem store;
    private final HadoopFileIo io;

    private ObjectStore(FileSystem store, HadoopFileIo io) {
        this.store = store;
        this.io = io;
    }

    /** Whether a text names a place in an object store, as in {@code s3a://bucket/home}. */
    public static boolean isLocation(String text) {
        return StoreNames.isLocation(text);
    }

    /** A place in an object store, or a path of this machine. */
    public static Path path(String text) {
        return isLocation(text) ? StoreNames.path(text) : Path.of(text);
    }

    /** Whether a path is a place in an object store. */
    public static boolean has(Path path) {
        return path instanceof StorePath;
    }

    /** The same place in Hadoop's words. */
    public static org.apache.hadoop.fs.Path hadoop(Path path) {
        return HadoopFileIo.hadoop(path);
    }

    /** Opens the store of a place. STORE_UNSUITABLE if it is of a kind that commits cannot rest on, DISK_FAILED if it cannot be reached. */
    public static ObjectStore open(Path place, Configuration configuration) {
        try {
            // Not the one that all of this process share: it is closed.
            FileSystem store = FileSystem.newInstance(place.toUri(), configuration);
            return new ObjectStore(store, new HadoopFileIo(store, creation(store, place)));
        } catch (IOException | RuntimeException e) {
            throw failure(
                    "The object store of " + place + " cannot be used",
                    Redaction.of(configuration).clean(e));
        }
    }

    private static Creation creation(FileSystem store, Path place) throws IOException {
        if (store.hasPathCapability(hadoop(place), CONDITIONAL_CREATION)) {
            return Creation.CONDITIONAL;
        }
        // Only with a hierarchical namespace are there access lists, and renames in one step.
        if (RENAMING.contains(store.getScheme())
                && store.hasPathCapability(hadoop(place), CommonPathCapabilities.FS_ACLS)) {
            return Creation.RENAMED;
        }
        throw new WardflowException(
                ErrorCode.STORE_UNSUITABLE,
                "No lake can be kept in " + place,
                "a store that does not create an object only if there is none",
                "use s3a: with fs.s3a.create.conditional.enabled, or abfss: with a hierarchical namespace");
    }

    /** The lake's file layer over it. */
    public FileIo io() {
        return io;
    }

    /** Copies what lies in a folder of the store to this machine; nothing if there is no such folder. */
    public void fetch(Path folder, Path target) {
        try {
            fetch(hadoop(folder), target);
        } catch (FileNotFoundException e) {
            // A home need not have it.
        } catch (IOException e) {
            throw failure("Cannot read " + folder, Redaction.of(store.getConf()).clean(e));
        }
    }

    private void fetch(org.apache.hadoop.fs.Path folder, Path target) throws IOException {
        for (FileStatus status : store.listStatus(folder)) {
            Path copy = target.resolve(status.getPath().getName());
            if (status.isDirectory()) {
                fetch(status.getPath(), copy);
            } else {
                Files.createDirectories(target);
                try (InputStream in = store.open(status.getPath())) {
                    Files.copy(in, copy);
                }
            }
        }
    }

    /** Copies a file of this machine to the store, whole or not at all. */
    void put(Path file, Path object) throws IOException {
        try {
            write(file, object);
        } catch (IOException e) {
            throw Redaction.of(store.getConf()).clean(e);
        }
    }

    private void write(Path file, Path object) throws IOException {
        FSDataOutputStream out = store.create(hadoop(object), true);
        boolean whole = false;
        try {
            Files.copy(file, out);
            whole = true;
        } finally {
            if (!whole) {
                out.abort();
            }
        }
        out.close();
    }

    /** What the user is told; the cause holds no secret. */
    static WardflowException failure(String what, Exception cause) {
        if (cause instanceof WardflowException known) {
            return known;
        }
        return new WardflowException(
                ErrorCode.DISK_FAILED,
                what,
                cause.getClass().getSimpleName() + ": " + cause.getMessage(),
                "check the endpoint, what the credentials refer to, and the network; docs/storage.md has the settings",
                cause);
    }

    @Override
    public void close() {
        try {
            store.close();
        } catch (IOException e) {
            // Nothing is written in it any more.
        }
    }
}
