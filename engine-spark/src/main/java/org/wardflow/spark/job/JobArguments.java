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
import org.wardflow.flow.cycle.Keep;
import org.wardflow.spark.storage.ObjectStore;

/**
 * What the job is asked to do.
 *
 * @param until close hours up to this
 * @param keep which old versions stay readable
 * @param kafka brokers to take topics in from
 * @param kafkaClient a file of properties of Kafka's client, or {@link KafkaClient#INPUT}
 * @param attached ends with the process that started it
 */
record JobArguments(
        Command command,
        Path home,
        Optional<String> master,
        Optional<Instant> until,
        Keep keep,
        Optional<String> kafka,
        Optional<String> kafkaClient,
        boolean attached,
        Map<String, String> properties) {
    private static final Duration KEEP = Duration.ofDays(7);
    private static final int KEEP_CYCLES = 5_000;
    private static final String USAGE =
            "run --home DIR [--kafka HOST:PORT] [--until TIME], or up --home DIR --kafka HOST:PORT; and [--kafka-client FILE]"
                    + " [--master URL] [--keep SECONDS] [--keep-cycles N] [--conf NAME=VALUE]… [--attached]";

    /** What to do. */
    enum Command {
        /** Bring everything up to date, once. */
        RUN,
        /** Keep it so. */
        UP
    }

    JobArguments {
        properties = Map.copyOf(properties);
    }

    static JobArguments parse(String... arguments) {
        Iterator<String> words = Arrays.asList(arguments).iterator();
        Map<String, String> options = new HashMap<>();
        Map<String, String> properties = new HashMap<>();
        Command command = command(words);
        while (words.hasNext()) {
            String name = words.next();
            switch (name) {
                case "--attached" -> options.put(name, "");
                case "--home", "--master", "--until", "--keep", "--keep-cycles", "--kafka", "--kafka-client" ->
                    options.put(name, value(name, words));
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
        return of(command, options, properties);
    }

    private static Command command(Iterator<String> words) {
        return switch (words.hasNext() ? words.next() : "") {
            case "run" -> Command.RUN;
            case "up" -> Command.UP;
            default -> throw refused("no command");
        };
    }

    private static JobArguments of(Command command, Map<String, String> options, Map<String, String> properties) {
        String home = options.get("--home");
        if (home == null) {
            throw refused("no --home");
        }
        if (command == Command.UP && !options.containsKey("--kafka")) {
            throw refused("no --kafka");
        }
        if (command == Command.UP && options.containsKey("--until")) {
            throw refused("--until, where the clock closes the hours");
        }
        try {
            return new JobArguments(
                    command,
                    ObjectStore.path(home),
                    Optional.ofNullable(options.get("--master")),
                    Optional.ofNullable(options.get("--until")).map(Instant::parse),
                    new Keep(
                            Duration.ofSeconds(number(options, "--keep", KEEP.toSeconds())),
                            Math.toIntExact(number(options, "--keep-cycles", KEEP_CYCLES))),
                    Optional.ofNullable(options.get("--kafka")),
                    Optional.ofNullable(options.get("--kafka-client")),
                    options.containsKey("--attached"),
                    properties);
        } catch (DateTimeException | IllegalArgumentException | ArithmeticException e) {
            throw refused("a time or number that cannot be read");
        }
    }

    private static long number(Map<String, String> options, String name, long otherwise) {
        String text = options.get(name);
        return text == null ? otherwise : Long.parseLong(text);
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
