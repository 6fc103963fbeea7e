package org.wardflow.spark.job;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.wardflow.core.ErrorCode;
import org.wardflow.core.WardflowException;
import org.wardflow.spark.storage.HomeCopy;
import org.wardflow.spark.storage.ObjectStore;
import org.wardflow.spark.storage.StoreProperties;

/** Brings a home of this machine into an object store. Needs Spark's libraries, but no Spark. */
public final class CopyJob {
    private static final int FAILED = 5;
    private static final String USAGE = "--from DIR --home s3a://BUCKET/HOME [--conf NAME=VALUE]…";

    private CopyJob() {}

    /** Copies, and ends the process: 0 if all of the home is there. */
    public static void main(String[] arguments) {
        int code = 0;
        try {
            HomeCopy.Done done = run(System.getenv(), arguments);
            System.out.println("copied\t" + done.files() + "\t" + done.bytes());
        } catch (WardflowException e) {
            System.err.println(e.getMessage());
            code = FAILED;
        }
        System.exit(code);
    }

    static HomeCopy.Done run(Map<String, String> environment, String... arguments) {
        Map<String, String> options = new HashMap<>();
        Map<String, String> properties = new HashMap<>();
        for (Iterator<String> words = Arrays.asList(arguments).iterator(); words.hasNext(); ) {
            String name = words.next();
            if (!words.hasNext()) {
                throw refused(name + " without a value");
            }
            String value = words.next();
            switch (name) {
                case "--from", "--home" -> options.put(name, value);
                case "--conf" -> {
                    String[] pair = value.split("=", 2);
                    if (pair.length != 2) {
                        throw refused("--conf without NAME=VALUE");
                    }
                    properties.put(pair[0], pair[1]);
                }
                default -> throw refused("the argument " + name);
            }
        }
        String from = options.get("--from");
        return copy(from, options.get("--home"), StoreProperties.resolve(properties, environment));
    }

    private static HomeCopy.Done copy(@Nullable String from, @Nullable String to, Map<String, String> properties) {
        if (from == null || to == null || !ObjectStore.isLocation(to)) {
            throw refused(from == null ? "no --from" : "no --home in an object store");
        }
        Path target = ObjectStore.path(to);
        try (ObjectStore store = ObjectStore.open(target, StoreProperties.hadoop(properties))) {
            return HomeCopy.into(store, target, Path.of(from));
        }
    }

    private static WardflowException refused(String found) {
        return new WardflowException(ErrorCode.USAGE, "The home cannot be copied", found, USAGE);
    }
}
