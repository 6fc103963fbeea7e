package org.wardflow.spark.storage;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.wardflow.core.ErrorCode;
import org.wardflow.core.WardflowException;
import org.wardflow.ingest.PayloadStore;
import org.wardflow.lake.FileIo;
import org.wardflow.lake.LocalFileIo;

/** A home on a disk or in an object store, and how it is reached. */
public final class HomePlace implements AutoCloseable {
    /** The layout that this program writes and reads. */
    public static final int VERSION = 1;

    private static final String SCRATCH = "spark-";
    private static final String SCRATCH_OF_STORE = "wardflow-scratch-";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path home;
    private final Scratch scratch;
    private final @Nullable ObjectStore store;

    private HomePlace(Path home, Scratch scratch, @Nullable ObjectStore store) {
        this.home = home;
        this.scratch = scratch;
        this.store = store;
    }

    /**
     * Opens a home, and writes nothing in a place that is none. HOME_MISSING if there is none, HOME_VERSION if another program wrote it.
     *
     * @param properties of Spark, secrets put in
     */
    public static HomePlace open(Path home, Map<String, String> properties) {
        if (!ObjectStore.has(home)) {
            requireHome(home, new LocalFileIo(), "./wardflow ingest creates one; or name another with --home");
            return new HomePlace(home, scratch(home.resolve("tmp"), SCRATCH), null);
        }
        ObjectStore store = ObjectStore.open(home, StoreProperties.hadoop(properties));
        boolean opened = false;
        try {
            requireHome(home, store.io(), "docs/storage.md says how a home comes into a store");
            Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
            HomePlace place = new HomePlace(home, scratch(temporary, SCRATCH_OF_STORE), store);
            opened = true;
            return place;
        } finally {
            if (!opened) {
                store.close();
            }
        }
    }

    private static void requireHome(Path home, FileIo io, String fix) {
        Path marker = home.resolve(HomeCopy.MARKER);
        try {
            if (io.find(marker).isEmpty()) {
                throw missing(home, "no " + HomeCopy.MARKER + " there", fix);
            }
            try (InputStream in = Channels.newInputStream(io.open(marker))) {
                JsonNode version = JSON.readTree(in).path("version");
                if (!version.isInt() || version.intValue() != VERSION) {
                    throw version(
                            home,
                            version.isInt() ? "layout " + version : "a " + HomeCopy.MARKER + " without a version");
                }
            }
        } catch (JsonProcessingException e) {
            throw version(home, "a " + HomeCopy.MARKER + " that is not JSON");
        } catch (IOException e) {
            throw ObjectStore.failure("The home " + home + " cannot be opened", e);
        }
    }

    private static Scratch scratch(Path folder, String prefix) {
        try {
            return Scratch.open(folder, prefix);
        } catch (IOException e) {
            throw ObjectStore.failure("The folder " + folder + " cannot be used", e);
        }
    }

    /** The Delta tables. */
    public Path lake() {
        return home.resolve("lake");
    }

    /** How they are reached. */
    public FileIo io() {
        return store == null ? new LocalFileIo() : store.io();
    }

    /** A folder of this machine for what does not outlive the process. */
    public Path scratch() {
        return scratch.folder();
    }

    /** What overlays the built-in content, on this machine; empty if nothing does. */
    public Optional<Path> overlay() {
        Path content = home.resolve("content");
        if (store != null) {
            Path copy = scratch().resolve("content");
            store.fetch(content, copy);
            content = copy;
        }
        return Files.isDirectory(content) ? Optional.of(content) : Optional.empty();
    }

    /** Where payloads lie that are too large for a row. */
    public PayloadStore payloads() {
        Path folder = home.resolve("payloads");
        return store == null
                ? new PayloadStore(folder)
                : new PayloadStore(folder, scratch().resolve("payloads"), store::put);
    }

    private static WardflowException version(Path home, String found) {
        return new WardflowException(
                ErrorCode.HOME_VERSION,
                "The home " + home + " was written by another version of Wardflow",
                found + "; this version reads layout " + VERSION,
                "use the version that wrote it, or another home with --home");
    }

    private static WardflowException missing(Path home, String found, String fix) {
        return new WardflowException(ErrorCode.HOME_MISSING, "There is no home " + home, found, fix);
    }

    /** Lets it go, with what lies in the folder of this process. */
    @Override
    public void close() {
        if (store != null) {
            store.close();
        }
        scratch.close();
    }
}
