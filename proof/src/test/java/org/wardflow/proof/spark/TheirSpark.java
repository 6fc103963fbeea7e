package org.wardflow.proof.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.wardflow.core.WallClock;

/** A Spark that knows nothing of Wardflow: its libraries without ours, a master and two workers of it, and its {@code spark-submit}. */
final class TheirSpark implements AutoCloseable {
    /** What {@code --jars} must name, as docs/spark.md says: a Spark has none of them, or need not. */
    static final List<String> OURS = List.of(
            "wardflow-",
            "delta-",
            "kafka-clients-",
            "commons-csv-",
            "jspecify-",
            "jackson-dataformat-yaml-",
            "snakeyaml-");

    private static final String LOOPBACK = "127.0.0.1";
    private static final Duration SOON = Duration.ofMinutes(2);
    private static final int PAUSE_MILLIS = 100;

    private final Path folder;
    private final Path ours;
    private final int port;
    private final List<Process> started = new ArrayList<>();

    /** @param laidOut the folder that {@code cluster start} lays out */
    TheirSpark(Path folder, Path laidOut) throws IOException {
        this.folder = Files.createDirectories(folder);
        this.ours = laidOut.resolve("jars");
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            this.port = free.getLocalPort();
        }
        Path jars = Files.createDirectories(folder.resolve("jars"));
        for (Path jar : jars(false)) {
            Files.createSymbolicLink(jars.resolve(jar.getFileName()), jar);
        }
        Files.createFile(folder.resolve("RELEASE"));
    }

    private List<Path> jars(boolean wanted) throws IOException {
        try (Stream<Path> all = Files.list(ours)) {
            return all.filter(jar -> OURS.stream().anyMatch(String.valueOf(jar.getFileName())::startsWith) == wanted)
                    .sorted()
                    .toList();
        }
    }

    /** Starts the master and its workers, each with one core. */
    void start() throws Exception {
        daemon("Master", "--host", LOOPBACK, "--port", String.valueOf(port), "--webui-port", "0");
        long limit = WallClock.nanos() + SOON.toNanos();
        while (!listens()) {
            assertThat(WallClock.nanos()).as("the master answers").isLessThan(limit);
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        }
        for (int i = 1; i <= 2; i++) {
            String work = folder.resolve("work-" + i).toString();
            String[] worker = {
                "--host", LOOPBACK, "--cores", "1", "--memory", "1g", "--webui-port", "0", "--work-dir", work, master()
            };
            daemon("Worker", worker);
        }
    }

    String master() {
        return "spark://" + LOOPBACK + ":" + port;
    }

    private void daemon(String kind, String... arguments) throws IOException {
        List<String> command =
                launched(List.of("org.apache.spark.deploy." + kind.toLowerCase(Locale.ROOT) + "." + kind), arguments);
        started.add(process(command, Map.of())
                .redirectErrorStream(true)
                .redirectOutput(
                        folder.resolve(kind + "-" + started.size() + ".log").toFile())
                .start());
    }

    /**
     * {@code spark-submit}, as its script does it.
     *
     * @param options before the job's jar
     * @param job after it
     * @return what it said
     */
    String submit(Map<String, String> environment, List<String> options, List<String> job, Duration max)
            throws Exception {
        List<String> arguments = new ArrayList<>(options);
        arguments.addAll(List.of("--class", "org.wardflow.spark.job.Job", "--jars"));
        Path application = application();
        arguments.add(jars(true).stream()
                .filter(jar -> !jar.equals(application))
                .map(String::valueOf)
                .collect(Collectors.joining(",")));
        arguments.add(application.toString());
        arguments.addAll(job);
        Path said = Files.createTempFile(folder, "submit-", ".log");
        Process submitted = process(
                        launched(List.of("org.apache.spark.deploy.SparkSubmit"), arguments.toArray(String[]::new)),
                        environment)
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        started.add(submitted);
        assertThat(submitted.waitFor(max.toSeconds(), TimeUnit.SECONDS))
                .as("ends in time")
                .isTrue();
        String text = Files.readString(said) + drivers();
        assertThat(submitted.exitValue()).as(text).isZero();
        return text;
    }

    /** What drivers said that ran on a worker. */
    private String drivers() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            StringBuilder text = new StringBuilder();
            for (Path file : files.filter(path -> path.toString().matches(".*/driver-[^/]*/std(out|err)"))
                    .sorted()
                    .toList()) {
                text.append(Files.readString(file));
            }
            return text.toString();
        }
    }

    /** Another main class of ours on Spark's libraries and ours. */
    String java(Map<String, String> environment, String mainClass, List<String> arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(program(), "-cp", ours + "/*", mainClass));
        command.addAll(arguments);
        Process process =
                process(command, environment).redirectErrorStream(true).start();
        started.add(process);
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return said;
    }

    private Path application() throws IOException {
        return jars(true).stream()
                .filter(jar -> String.valueOf(jar.getFileName()).startsWith("wardflow-engine-spark-"))
                .findFirst()
                .orElseThrow();
    }

    /** Spark's own launcher says how a process of it is started: after the first line, word by word. */
    private List<String> launched(List<String> mainClass, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(
                List.of(program(), "-Xmx128m", "-cp", folder.resolve("jars") + "/*", "org.apache.spark.launcher.Main"));
        command.addAll(mainClass);
        command.addAll(Arrays.asList(arguments));
        Process launcher = process(command, Map.of())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String said = new String(launcher.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        List<String> words =
                Arrays.asList(said.substring(said.indexOf('\n') + 1).split("\0"));
        assertThat(words).hasSizeGreaterThan(2);
        return words;
    }

    private ProcessBuilder process(List<String> command, Map<String, String> environment) {
        ProcessBuilder process = new ProcessBuilder(command);
        process.environment().put("SPARK_HOME", folder.toString());
        process.environment().put("SPARK_SCALA_VERSION", "2.13");
        process.environment().put("SPARK_LOCAL_IP", LOOPBACK);
        process.environment().put("SPARK_DAEMON_MEMORY", "512m");
        process.environment().put("JAVA_HOME", System.getProperty("java.home"));
        process.environment().putAll(environment);
        return process;
    }

    private static String program() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    private boolean listens() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void close() {
        started.forEach(process -> process.descendants().forEach(ProcessHandle::destroyForcibly));
        started.forEach(Process::destroyForcibly);
    }
}
