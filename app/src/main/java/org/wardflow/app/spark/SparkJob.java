package org.wardflow.app.spark;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.wardflow.core.ErrorCode;
import org.wardflow.core.WardflowException;

/** The job in a process of its own, which holds the lake's lock. It ends with this process, however that ends: its input does. */
public final class SparkJob {
    /** Java tells a process that a signal ended by this and the signal's number. */
    private static final int KILLED_MIN = 128;

    private static final String MAIN = "org.wardflow.spark.job.Job";

    private SparkJob() {}

    /**
     * How to run it.
     *
     * @param master Spark's word for where
     * @param memory of the driver, in Java's words
     * @param arguments of the job, beside these
     */
    public record Order(Path home, String master, String memory, List<String> arguments) {
        public Order {
            arguments = List.copyOf(arguments);
        }
    }

    /**
     * Runs it to its end; what it says on its error output goes to ours.
     *
     * @param lines takes what it says, part by part
     * @return its exit code
     */
    public static int run(SparkHome spark, Order order, Consumer<List<String>> lines) {
        List<String> arguments = new ArrayList<>(
                List.of("run", "--attached", "--home", order.home().toString(), "--master", order.master()));
        arguments.addAll(order.arguments());
        try {
            Process process = spark.java(order.memory(), MAIN, arguments)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            try (BufferedReader output =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
                for (String line = output.readLine(); line != null; line = output.readLine()) {
                    lines.accept(List.of(line.split("\t", -1)));
                }
            }
            return told(process.waitFor());
        } catch (IOException e) {
            throw failed("its process cannot be started or read");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failed("interrupted");
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
