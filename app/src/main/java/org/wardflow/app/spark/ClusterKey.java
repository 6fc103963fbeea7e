package org.wardflow.app.spark;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What lets a job into a cluster on this machine: a secret in a file that its owner alone can read. Whoever could submit a job there without it
 * would run code as that owner. No list of processes shows it.
 */
final class ClusterKey {
    private static final String AUTHENTICATE = "spark.authenticate";
    private static final String SECRET = "spark.authenticate.secret";
    private static final String EXECUTOR_MEMORY = "spark.executor.memory";
    private static final int SECRET_BYTES = 32;
    private static final Pattern MASTER = Pattern.compile("spark://(?:127[.0-9]+|localhost|\\[::1]):(\\d{1,5})");

    private ClusterKey() {}

    /**
     * Makes a new one.
     *
     * @param folder of the cluster, which is its owner's alone
     * @param port of its master
     * @param memory of a worker, of which an executor gets all
     * @return the properties for its master and workers
     */
    static Path create(Path folder, int port, String memory) throws IOException {
        byte[] random = new byte[SECRET_BYTES];
        new SecureRandom().nextBytes(random);
        String secret = HexFormat.of().formatHex(random);
        write(secret(folder, port), secret);
        write(memory(folder, port), memory);
        Path properties = folder.resolve("properties-" + port);
        write(
                properties,
                text(Map.of(
                        AUTHENTICATE,
                        "true",
                        SECRET,
                        secret,
                        // It takes jobs from anybody, and knows no secret.
                        "spark.master.rest.enabled",
                        "false",
                        "spark.ui.killEnabled",
                        "false")));
        return properties;
    }

    /** What a job for a master is told of it; nothing if the master is not of the cluster in a folder. */
    static List<String> arguments(Path folder, String master) throws IOException {
        Matcher matcher = MASTER.matcher(master);
        if (!matcher.matches()) {
            return List.of();
        }
        int port = Integer.parseInt(matcher.group(1));
        Path secret = secret(folder, port);
        if (!Files.exists(secret)) {
            return List.of();
        }
        return List.of(
                "--conf",
                AUTHENTICATE + "=true",
                "--conf",
                SECRET + "=${file:" + secret.toAbsolutePath() + "}",
                "--conf",
                EXECUTOR_MEMORY + "=" + Files.readString(memory(folder, port)));
    }

    /** Writes a file whole, for its owner alone. */
    static void write(Path file, String text) throws IOException {
        Path temporary = Files.createTempFile(file.getParent(), file.getFileName() + "-", ".part");
        Files.writeString(temporary, text);
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private static Path secret(Path folder, int port) {
        return folder.resolve("secret-" + port);
    }

    private static Path memory(Path folder, int port) {
        return folder.resolve("memory-" + port);
    }

    private static String text(Map<String, String> values) throws IOException {
        Properties properties = new Properties();
        properties.putAll(new TreeMap<>(values));
        StringWriter text = new StringWriter();
        properties.store(text, null);
        return text.toString();
    }
}
