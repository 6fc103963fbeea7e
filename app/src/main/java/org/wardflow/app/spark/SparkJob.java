package org.wardflow.app.spark;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.wardflow.core.ErrorCode;
import org.wardflow.core.WardflowException;

/** The job in a process of its own, which holds the lake's lock. It ends with this process, however that ends: its input does. */
public final class SparkJob {
    /** Java tells a process that a signal ended by this and the signal's number. */
    private static final int KILLED_MIN = 128;

    private static final String MAIN = "org.wardflow.spark.job.Job";

    /** Masters whose executors are on this machine. Those on another one have to reach the driver. */
    private static final Pattern HERE =
            Pattern.compile("local(?:-cluster)?(?:\\[.*])?|spark://(?:127[.0-9]+|localhost|\\[::1]):\\d+");

    private final Process process;

    private SparkJob(Process process) {
        this.process = process;
    }

    /**
     * How to run it.
     *
     * @param command {@code run} or {@code up}
     * @param master Spark's word for where
     * @param memory of the driver, in Java's words
     * @param arguments of the job, beside these
     */
    public record Order(String command, Path home, String master, String memory, List<String> arguments) {
        public Order {
            arguments = List.copyOf(arguments);
        }

        /** The same with one more argument and its value. */
        public Order with(String name, String value) {
            List<String> more = new ArrayList<>(arguments);
            more.addAll(List.of(name, value));
            return new Order(command, home, master, memory, more);
        }
    }

    /** Starts it; what it says on its error output goes to ours. */
    public static SparkJob start(SparkHome spark, Order order) {
        List<String> arguments = new ArrayList<>(
                List.of(order.command(), "--attached", "--home", order.home().toString(), "--master", order.master()));
        try {
            arguments.addAll(ClusterKey.arguments(order.home().resolve(Cluster.FOLDER), order.master()));
            // What the user asks for comes last, and counts.
            arguments.addAll(order.arguments());
            ProcessBuilder process = isHere(order.master())
                    ? spark.javaHere(order.memory(), MAIN, arguments)
                    : spark.java(order.memory(), MAIN, arguments);
            return new SparkJob(
                    process.redirectError(ProcessBuilder.Redirect.INHERIT).start());
        } catch (IOException e) {
            throw failed("its process cannot be started");
        }
    }

    static boolean isHere(String master) {
        return HERE.matcher(master).matches();
    }

    /** Starts it with properties of Kafka's clients, which no list of processes shows. */
    public static SparkJob start(SparkHome spark, Order order, Map<String, String> kafkaClient) {
        SparkJob job = start(spark, order.with("--kafka-client", "-"));
        Properties properties = new Properties();
        properties.putAll(kafkaClient);
        try {
            OutputStream input = job.process.getOutputStream();
            properties.store(input, null);
            input.write(0);
            input.flush();
            return job;
        } catch (IOException e) {
            job.process.destroyForcibly();
            throw failed("it does not take its properties");
        }
    }

    /**
     * Follows it to its end.
     *
     * @param lines takes what it says, part by part
     * @return its exit code
     */
    public int follow(Consumer<List<String>> lines) {
        try (BufferedReader output =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                lines.accept(List.of(line.split("\t", -1)));
            }
            return told(process.waitFor());
        } catch (IOException e) {
            throw failed("what it says cannot be read");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failed("interrupted");
        }
    }

    /** Asks a job that follows topics to end after the cycle in hand; any other ends at once. */
    public void stop() {
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            // Then it has ended.
        }
    }

    /** A job that ends by itself says why; one that was killed cannot. */
    static int told(int exitCode) {
        if (exitCode >= KILLED_MIN) {
            throw new WardflowException(
                    ErrorCode.ENGINE_FAILED,
                    "The job on Spark was killed",
                    "signal " + (exitCode - KILLED_MIN),
                    "run it again: it goes on from the newest commits of each table, and nothing is lost");
        }
        return exitCode;
    }

    private static WardflowException failed(String found) {
        return new WardflowException(ErrorCode.ENGINE_FAILED, "The job on Spark cannot be run", found, "run it again");
    }
}
