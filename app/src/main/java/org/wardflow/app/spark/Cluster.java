package org.wardflow.app.spark;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.wardflow.app.home.Folders;
import org.wardflow.core.ErrorCode;
import org.wardflow.core.WallClock;
import org.wardflow.core.WardflowException;

/**
 * A Spark master and its workers, each a process of its own on this machine, bound to the loopback address: to try and to test with. The
 * folder says which processes they are.
 */
public final class Cluster {
    /** Spark's own. */
    public static final int PORT = 7077;

    /** More are of no use on one machine. */
    public static final int WORKERS_MAX = 16;

    /** Where its state lies in a home. */
    static final String FOLDER = "spark";

    private static final String LOOPBACK = "127.0.0.1";
    private static final String PID = ".pid";
    private static final String DAEMON_MEMORY = "512m";
    private static final Duration START_MAX = Duration.ofSeconds(60);
    private static final Duration STOP_MAX = Duration.ofSeconds(10);
    private static final int PAUSE_MILLIS = 200;
    private static final int CONNECT_MILLIS = 1_000;

    private final Path folder;
    private final int port;

    /** @param folder where its state and its workers' files are */
    public Cluster(Path folder) {
        this(folder, PORT);
    }

    /**
     * One on a port of its own.
     *
     * @param folder where its state and its workers' files are
     * @param port of the master
     */
    public Cluster(Path folder, int port) {
        this.folder = folder;
        this.port = port;
    }

    /** One of its processes. */
    public record Member(String name, long pid, boolean isRunning) {}

    /** Where to reach it. */
    public String master() {
        return "spark://" + LOOPBACK + ":" + port;
    }

    /**
     * Starts it; PORT_IN_USE if something listens there, this cluster perhaps. Workers that outlived their master are ended first.
     *
     * @param workers from 1 to {@link #WORKERS_MAX}
     * @param memory of each worker, for its executors, in Spark's words
     */
    public List<Member> start(SparkHome spark, int workers, String memory) {
        return start(spark::javaHere, workers, memory);
    }

    /** How a process of Spark's is made. */
    @FunctionalInterface
    interface Launcher {
        ProcessBuilder java(String memory, String mainClass, List<String> arguments);
    }

    List<Member> start(Launcher spark, int workers, String memory) {
        if (listens()) {
            throw new WardflowException(
                    ErrorCode.PORT_IN_USE,
                    "The cluster cannot be started",
                    "something listens on port " + port + " of " + LOOPBACK,
                    "./wardflow cluster stop, or stop what it is");
        }
        try {
            stop();
            Folders.createPrivately(folder);
            String properties = ClusterKey.create(folder, port, memory).toString();
            launch(
                    "master",
                    spark.java(
                            DAEMON_MEMORY,
                            "org.apache.spark.deploy.master.Master",
                            List.of(
                                    "--properties-file",
                                    properties,
                                    "--host",
                                    LOOPBACK,
                                    "--port",
                                    String.valueOf(port),
                                    "--webui-port",
                                    "0")));
            await();
            for (int i = 1; i <= workers; i++) {
                launch("worker-" + i, worker(spark, properties, memory, folder.resolve("work-" + i)));
            }
        } catch (IOException e) {
            throw failed("a process or file of it cannot be made");
        }
        return members();
    }

    private ProcessBuilder worker(Launcher spark, String properties, String memory, Path work) {
        ProcessBuilder worker = spark.java(
                DAEMON_MEMORY,
                "org.apache.spark.deploy.worker.Worker",
                List.of(
                        "--properties-file",
                        properties,
                        "--host",
                        LOOPBACK,
                        "--cores",
                        "1",
                        "--memory",
                        memory,
                        "--webui-port",
                        "0",
                        "--work-dir",
                        work.toString(),
                        master()));
        // Rows that its executors shuffle lie there, and go with the cluster; by itself Spark leaves them in /tmp.
        worker.environment().put("SPARK_LOCAL_DIRS", work.resolve("local").toString());
        return worker;
    }

    private void launch(String name, ProcessBuilder daemon) throws IOException {
        Process process = daemon.redirectErrorStream(true)
                .redirectOutput(folder.resolve(name + ".log").toFile())
                .start();
        boolean known = false;
        try {
            ClusterKey.write(folder.resolve(name + PID), process.pid() + "\n" + started(process.toHandle()));
            known = true;
        } finally {
            if (!known) {
                // Nobody would find it again.
                process.destroyForcibly();
            }
        }
    }

    private void await() {
        long limit = WallClock.nanos() + START_MAX.toNanos();
        while (!listens()) {
            boolean dead = members().stream().anyMatch(member -> !member.isRunning());
            if (dead || WallClock.nanos() > limit) {
                throw failed(dead ? "its master has ended" : "its master does not answer");
            }
            pause();
        }
    }

    /** All of it that was started, whether it runs or not. */
    public List<Member> members() {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(PID))
                    .sorted()
                    .map(Cluster::member)
                    .toList();
        } catch (IOException e) {
            throw failed("its folder cannot be read");
        }
    }

    private static Member member(Path file) {
        String name = String.valueOf(file.getFileName());
        Known known = read(file);
        return new Member(
                name.substring(0, name.length() - PID.length()),
                known.pid(),
                known.handle().isPresent());
    }

    /** Ends what runs of it. */
    public int stop() {
        int stopped = 0;
        for (Member member : members()) {
            Optional<ProcessHandle> handle =
                    read(folder.resolve(member.name() + PID)).handle();
            if (handle.isPresent()) {
                stopped += end(handle.get()) ? 1 : 0;
            }
        }
        try {
            Folders.deleteIfThere(folder);
        } catch (IOException e) {
            throw failed("its folder cannot be deleted");
        }
        return stopped;
    }

    private static boolean end(ProcessHandle handle) {
        List<ProcessHandle> children = handle.descendants().toList();
        boolean asked = handle.destroy();
        try {
            var unused = handle.onExit().get(STOP_MAX.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
            asked |= handle.destroyForcibly();
        }
        children.forEach(ProcessHandle::destroyForcibly);
        return asked;
    }

    private boolean listens() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), CONNECT_MILLIS);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failed("interrupted");
        }
    }

    /** A number is given to another process some day; the time of its start tells. */
    private record Known(long pid, String started) {
        Optional<ProcessHandle> handle() {
            return ProcessHandle.of(pid)
                    .filter(ProcessHandle::isAlive)
                    .filter(handle -> Cluster.started(handle).equals(started));
        }
    }

    /** A file that says nothing, as after a loss of power, is of no process that still runs. */
    private static Known read(Path file) {
        try {
            List<String> lines = Files.readAllLines(file);
            return new Known(Long.parseLong(lines.get(0)), lines.size() > 1 ? lines.get(1) : "");
        } catch (NumberFormatException | IndexOutOfBoundsException e) {
            return new Known(0, "");
        } catch (IOException e) {
            throw failed("the file " + file + " cannot be read");
        }
    }

    private static String started(ProcessHandle handle) {
        return handle.info().startInstant().map(String::valueOf).orElse("");
    }

    private static WardflowException failed(String found) {
        return new WardflowException(
                ErrorCode.ENGINE_FAILED,
                "The cluster cannot be run",
                found,
                "look at the logs in its folder, then ./wardflow cluster stop");
    }
}
