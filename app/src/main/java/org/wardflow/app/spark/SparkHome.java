package org.wardflow.app.spark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.wardflow.app.terminal.Terminal;
import org.wardflow.core.ErrorCode;
import org.wardflow.core.WardflowException;

/** The folder that Spark runs from: its libraries and ours. Maven lays it out when it is first needed, and after each build. */
public final class SparkHome {
    private static final String RELEASE = "RELEASE";
    private static final List<String> BUILD = List.of(
            "mvn",
            "-q",
            "-B",
            "-ntp",
            "-Pspark-home",
            "-pl",
            "engine-spark",
            "-am",
            "-DskipTests",
            "-Dspotless.check.skip=true",
            "package");

    private final Path folder;

    private SparkHome(Path folder) {
        this.folder = folder;
    }

    /** The one beside this program; ENGINE_FAILED if it cannot be built. */
    public static SparkHome find(Terminal terminal) {
        return find(Path.of(System.getProperty("wardflow.root", ".")), BUILD, terminal);
    }

    static SparkHome find(Path root, List<String> build, Terminal terminal) {
        SparkHome home = new SparkHome(root.resolve("engine-spark/target/spark-home"));
        try {
            if (home.isOlderThan(root.resolve("app/target/wardflow.built"))) {
                terminal.note("Laying out Spark (the first time fetches its libraries)…");
                build(root, build);
            }
        } catch (IOException e) {
            throw notBuilt("Maven cannot be started");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw notBuilt("interrupted");
        }
        return home;
    }

    private boolean isOlderThan(Path built) throws IOException {
        Path release = folder.resolve(RELEASE);
        return !Files.exists(release)
                || (Files.exists(built)
                        && Files.getLastModifiedTime(release).compareTo(Files.getLastModifiedTime(built)) < 0);
    }

    private static void build(Path root, List<String> command) throws IOException, InterruptedException {
        Process maven = new ProcessBuilder(command)
                .directory(root.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.to(Files.createDirectories(root.resolve("engine-spark/target"))
                        .resolve("spark-home.log")
                        .toFile()))
                .start();
        if (maven.waitFor() != 0) {
            throw notBuilt("Maven failed: engine-spark/target/spark-home.log says how");
        }
    }

    private static WardflowException notBuilt(String found) {
        return new WardflowException(
                ErrorCode.ENGINE_FAILED,
                "Spark cannot be laid out",
                found,
                "mvn -Pspark-home -pl engine-spark -am -DskipTests package");
    }

    /** As {@link #java}, with all its ports on the loopback address: no other machine has to reach it. */
    ProcessBuilder javaHere(String memory, String mainClass, List<String> arguments) {
        ProcessBuilder process = java(memory, mainClass, arguments);
        process.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
        return process;
    }

    /** A Java process with Spark and our job on its class path, to be started. */
    ProcessBuilder java(String memory, String mainClass, List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + memory,
                "-Dfile.encoding=UTF-8",
                "-Duser.timezone=UTC",
                "@" + folder.resolve("jvm.options"),
                "-cp",
                folder.resolve("jars") + "/*",
                mainClass));
        command.addAll(arguments);
        ProcessBuilder process = new ProcessBuilder(command);
        Map<String, String> environment = process.environment();
        environment.put("SPARK_HOME", folder.toString());
        environment.put("SPARK_SCALA_VERSION", "2.13");
        return process;
    }
}
