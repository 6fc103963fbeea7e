package org.wardflow.spark.job;

import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import org.wardflow.core.ErrorCode;
import org.wardflow.core.WardflowException;

/**
 * What the job is asked to do.
 *
 * @param until close hours up to this
 * @param keep how long old versions stay readable
 * @param attached ends with the process that started it
 */
record JobArguments(
        Path home,
        Optional<String> master,
        Optional<Instant> until,
        Duration keep,
        boolean attached,
        Map<String, String> properties) {
    private static final Duration KEEP = Duration.ofDays(7);
    private static final String USAGE =
            "run --home DIR [--master URL] [--until TIME] [--keep SECONDS] [--conf NAME=VALUE]… [--attached]";

    JobArguments {
        properties = Map.copyOf(properties);
    }

    static JobArguments parse(String... arguments) {
        Iterator<String> words = Arrays.asList(arguments).iterator();
        Map<String, String> options = new HashMap<>();
        Map<String, String> properties = new HashMap<>();
        if (!words.hasNext() || !words.next().equals("run")) {
            throw refused("no command");
        }
        while (words.hasNext()) {
            String name = words.next();
            switch (name) {
                case "--attached" -> options.put(name, "");
                case "--home", "--master", "--until", "--keep" -> options.put(name, value(name, words));
                case "--conf" -> {
                    String[] pair = value(name, words).split("=", 2);
                    if (pair.length != 2) {
                        throw refused("--conf without NAME=VALUE");
                    }
                    properties.put(pair[0], pair[1]);
                }
                default -> throw refused("the argument " + name);
            }
        }
        return of(options, properties);
    }

    private static JobArguments of(Map<String, String> options, Map<String, String> properties) {
        String home = options.get("--home");
        if (home == null) {
            throw refused("no --home");
        }
        try {
            return new JobArguments(
                    Path.of(home),
                    Optional.ofNullable(options.get("--master")),
                    Optional.ofNullable(options.get("--until")).map(Instant::parse),
                    Optional.ofNullable(options.get("--keep"))
                            .map(text -> Duration.ofSeconds(Long.parseLong(text)))
                            .orElse(KEEP),
                    options.containsKey("--attached"),
                    properties);
        } catch (DateTimeException | NumberFormatException e) {
            throw refused("a time that cannot be read");
        }
    }

    private static String value(String name, Iterator<String> words) {
        if (!words.hasNext()) {
            throw refused(name + " without a value");
        }
        return words.next();
    }

    private static WardflowException refused(String found) {
        return new WardflowException(ErrorCode.USAGE, "The job cannot be run", found, USAGE);
    }
}
