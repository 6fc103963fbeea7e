package org.wardflow.spark.storage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.wardflow.core.ErrorCode;
import org.wardflow.core.WardflowException;
import org.wardflow.ingest.PayloadStore;
import org.wardflow.lake.FileIo;
import org.wardflow.lake.LocalFileIo;

/** A home on a disk or in an object store, and how it is reached. */
public final class HomePlace implements AutoCloseable {
    private static final String SCRATCH = "spark-";
    private static final Pattern OF_A_PROCESS = Pattern.compile(SCRATCH + "(\\d{1,18})");

    private final Path home;
    private final Path scratch;
    private final @Nullable ObjectStore store;

    private HomePlace(Path home, Path scratch, @Nullable ObjectStore store) {
        this.home = home;
        this.scratch = scratch;
        this.store = store;
    }

    /**
     * Opens a home. HOME_MISSING if there is none.
     *
     * @param properties of Spark, secrets put in
     */
    public static HomePlace open(Path home, Map<String, String> properties) {
        if (!ObjectStore.has(home)) {
            if (!Files.isDirectory(home)) {
                throw missing(home, "no such folder", "./wardflow ingest creates one; or name another with --home");
            }
            return new HomePlace(home, scratch(home.resolve("tmp")), null);
        }
        ObjectStore store = ObjectStore.open(home, StoreProperties.hadoop(properties));
        boolean found = false;
        try {
            if (store.io().find(home.resolve(HomeCopy.MARKER)).isEmpty()) {
                throw missing(home, "no " + HomeCopy.MARKER, "docs/storage.md says how a home comes into a store");
            }
            Path scratch = Files.createTempDirectory("wardflow");
            found = true;
            return new HomePlace(home, scratch, store);
        } catch (IOException e) {
            throw ObjectStore.failure("The home " + home + " cannot be opened", e);
        } finally {
            if (!found) {
                store.close();
            }
        }
    }

    /** Of this process alone. What processes left that were killed goes: tens of gigabytes of shuffled rows may lie there. */
    private static Path scratch(Path folder) {
        String own = SCRATCH + ProcessHandle.current().pid();
        try {
            Files.createDirectories(folder);
            try (Stream<Path> left = Files.list(folder)) {
                left.filter(path -> isDead(path.getFileName().toString(), own)).forEach(HomePlace::delete);
            }
            return Files.createDirectories(folder.resolve(own));
        } catch (IOException e) {
            throw ObjectStore.failure("The folder " + folder + " cannot be used", e);
        }
    }

    private static boolean isDead(String name, String own) {
        Matcher scratch = OF_A_PROCESS.matcher(name);
        return scratch.matches()
                && (name.equals(own)
                        || ProcessHandle.of(Long.parseLong(scratch.group(1)))
                                .filter(ProcessHandle::isAlive)
                                .isEmpty());
    }

    private static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException | UncheckedIOException e) {
            // The next start finds it.
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
        return scratch;
    }

    /** What overlays the built-in content, on this machine; empty if nothing does. */
    public Optional<Path> overlay() {
        Path content = home.resolve("content");
        if (store != null) {
            Path copy = scratch.resolve("content");
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
                : new PayloadStore(folder, scratch.resolve("payloads"), store::put);
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
        delete(scratch);
    }
}
