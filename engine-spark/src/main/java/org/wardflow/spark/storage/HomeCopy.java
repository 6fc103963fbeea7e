package org.wardflow.spark.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.wardflow.core.ErrorCode;
import org.wardflow.core.WardflowException;
import org.wardflow.lake.FileIo;
import org.wardflow.lake.LocalFileIo;

/** Brings a home of this machine into an object store. Both lakes are locked meanwhile; what makes a home of the copy comes last. */
public final class HomeCopy {
    /** What a home is known by. */
    public static final String MARKER = "wardflow-home.json";

    private static final String LAKE = "lake";
    private static final String LOG = "_delta_log";
    private static final Set<String> COPIED = Set.of(LAKE, "content", "payloads", MARKER);
    private static final Set<String> OF_A_PROCESS = Set.of("_staging", "_writer.lock");

    private HomeCopy() {}

    /** What was copied. */
    public record Done(long files, long bytes) {}

    /** Copies. HOME_MISSING if there is no home, USAGE if there is one in the store already, HOME_LOCKED if either is being written. */
    public static Done into(ObjectStore store, Path target, Path home) {
        if (!Files.exists(home.resolve(MARKER))) {
            throw new WardflowException(
                    ErrorCode.HOME_MISSING,
                    home + " is not a Wardflow home",
                    "no " + MARKER,
                    "name another with --from");
        }
        try {
            if (store.io().find(target.resolve(MARKER)).isPresent()) {
                throw new WardflowException(
                        ErrorCode.USAGE,
                        "A home is copied to a place of its own",
                        target + " is a home already",
                        "name another place with --home");
            }
            store.io().createFolder(target.resolve(LAKE));
            FileIo.Held here = new LocalFileIo().lock(home.resolve(LAKE));
            try {
                FileIo.Held there = store.io().lock(target.resolve(LAKE));
                try {
                    return copy(store, target, home);
                } finally {
                    there.close();
                }
            } finally {
                here.close();
            }
        } catch (IOException e) {
            throw ObjectStore.failure("The home " + home + " is not copied", e);
        }
    }

    private static Done copy(ObjectStore store, Path target, Path home) throws IOException {
        long bytes = 0;
        List<Path> files = files(home);
        Map<Path, Path> objects = new LinkedHashMap<>();
        for (Path file : files) {
            Path object = target;
            for (Path name : home.relativize(file)) {
                object = object.resolve(name.toString());
            }
            objects.put(file, object);
        }
        for (String name : COPIED) {
            deleteOthers(store.io(), target.resolve(name), Set.copyOf(objects.values()));
        }
        for (Map.Entry<Path, Path> each : objects.entrySet()) {
            store.put(each.getKey(), each.getValue());
            bytes += Files.size(each.getKey());
        }
        return new Done(files.size(), bytes);
    }

    /** What a copy left that was cut short: the entries of another table's log, behind those of this one, would be read as its own. */
    private static void deleteOthers(FileIo io, Path folder, Set<Path> wanted) throws IOException {
        for (FileIo.Entry entry : io.list(folder)) {
            if (entry.folder() && !entry.name().equals(Lease.FOLDER)) {
                deleteOthers(io, entry.path(), wanted);
            } else if (!entry.folder() && !wanted.contains(entry.path())) {
                io.delete(entry.path());
            }
        }
    }

    /** A log after the files that it names. */
    private static List<Path> files(Path home) throws IOException {
        try (Stream<Path> all = Files.walk(home)) {
            return all.filter(Files::isRegularFile)
                    .filter(file -> wanted(home.relativize(file)))
                    .sorted(Comparator.comparing((Path file) -> file.equals(home.resolve(MARKER)))
                            .thenComparing(file -> file.toString().contains(LOG))
                            .thenComparing(Comparator.naturalOrder()))
                    .toList();
        }
    }

    private static boolean wanted(Path file) {
        return COPIED.contains(file.getName(0).toString())
                && (file.getNameCount() < 2
                        || !OF_A_PROCESS.contains(file.getName(1).toString()))
                && !String.valueOf(file.getFileName()).startsWith(Creation.TEMPORARY);
    }
}
