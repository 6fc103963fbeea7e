package org.wardflow.spark.job;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.wardflow.core.ErrorCode;
import org.wardflow.core.WardflowException;

/** Properties of Kafka's own clients, secrets among them: so they come in a file, or on this process's input, and never as an argument. */
final class KafkaClient {
    /** The input instead of a file. */
    static final String INPUT = "-";

    private static final int PROPERTIES_BYTES_MAX = 1 << 20;

    private KafkaClient() {}

    /**
     * Reads them, in the format of Java's property files.
     *
     * @param from a file, or {@link #INPUT}: then what comes before the first byte 0, so that the input can stay open
     */
    static Map<String, String> read(Optional<String> from, InputStream input) {
        if (from.isEmpty()) {
            return Map.of();
        }
        String name = from.get();
        Properties properties = new Properties();
        try (InputStream in = name.equals(INPUT) ? head(input) : Files.newInputStream(Path.of(name))) {
            properties.load(in);
        } catch (IOException | IllegalArgumentException e) {
            throw new WardflowException(
                    ErrorCode.SETTING_INVALID,
                    "The properties of Kafka's client cannot be read",
                    e.getClass().getSimpleName() + " at " + name,
                    "name a file of lines NAME=VALUE with --kafka-client");
        }
        Map<String, String> read = new HashMap<>();
        properties.stringPropertyNames().forEach(key -> read.put(key, properties.getProperty(key)));
        return read;
    }

    private static InputStream head(InputStream input) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        for (int next = input.read(); next > 0 && head.size() < PROPERTIES_BYTES_MAX; next = input.read()) {
            head.write(next);
        }
        return new ByteArrayInputStream(head.toByteArray());
    }
}
