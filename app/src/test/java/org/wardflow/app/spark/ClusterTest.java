package org.wardflow.app.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClusterTest {
    private static final int ENDS_WITHIN_SECONDS = 60;

    @TempDir
    private Path temporary;

    private Path folder;
    private Cluster cluster;

    @BeforeEach
    void findAFreePort() throws IOException {
        folder = temporary.resolve("spark");
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            cluster = new Cluster(folder, free.getLocalPort());
        }
    }

    @AfterEach
    void endWhatRuns() {
        assertThat(cluster.stop()).isNotNegative();
    }

    private static ProcessBuilder standIn(String memory, String mainClass, List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx32m",
                "-cp",
                System.getProperty("java.class.path"),
                StandInDaemon.class.getName()));
        command.addAll(arguments);
        return new ProcessBuilder(command);
    }

    @Test
    void aMasterAndItsWorkersRunUntilTheyAreStopped() {
        List<Cluster.Member> started = cluster.start(ClusterTest::standIn, 2, "512m");
        assertThat(started).extracting(Cluster.Member::name).containsExactly("master", "worker-1", "worker-2");
        assertThat(started).allMatch(Cluster.Member::isRunning);
        assertThat(cluster.members()).isEqualTo(started);
        assertThat(started).allMatch(member -> ProcessHandle.of(member.pid()).isPresent());

        assertThat(cluster.stop()).isEqualTo(3);
        assertThat(started)
                .noneMatch(member -> ProcessHandle.of(member.pid())
                        .filter(ProcessHandle::isAlive)
                        .isPresent());
        assertThat(folder).doesNotExist();
        assertThat(cluster.members()).isEmpty();
    }

    /** Who could submit a job to it would run code as its owner. */
    @Test
    void itsSecretIsInFilesThatItsOwnerAloneReadsAndInNoListOfProcesses() throws IOException {
        List<ProcessBuilder> made = new ArrayList<>();
        List<Cluster.Member> started = cluster.start(
                (memory, mainClass, arguments) -> {
                    made.add(standIn(memory, mainClass, arguments));
                    return made.get(made.size() - 1);
                },
                1,
                "700m");
        assertThat(started).hasSize(2);

        int port = Integer.parseInt(cluster.master().replaceAll(".*:", ""));
        String secret = Files.readString(folder.resolve("secret-" + port));
        assertThat(secret).hasSize(64);
        Properties properties = new Properties();
        try (InputStream in = Files.newInputStream(folder.resolve("properties-" + port))) {
            properties.load(in);
        }
        assertThat(properties)
                .containsEntry("spark.authenticate", "true")
                .containsEntry("spark.authenticate.secret", secret)
                .containsEntry("spark.master.rest.enabled", "false");
        for (ProcessBuilder process : made) {
            assertThat(process.command())
                    .containsSequence(
                            "--properties-file",
                            folder.resolve("properties-" + port).toString())
                    .noneMatch(word -> word.contains(secret));
        }
        for (String file : List.of("secret-", "properties-")) {
            assertThat(Files.getPosixFilePermissions(folder.resolve(file + port)))
                    .isEqualTo(PosixFilePermissions.fromString("rw-------"));
        }
        assertThat(ClusterKey.arguments(folder, cluster.master()))
                .contains(
                        "spark.authenticate=true",
                        "spark.authenticate.secret=${file:" + folder.resolve("secret-" + port) + "}",
                        "spark.executor.memory=700m")
                .noneMatch(word -> word.contains(secret));
        for (String another :
                List.of("local[*]", "spark://cluster.example:" + port, "spark://127.0.0.1:" + (port + 1))) {
            assertThat(ClusterKey.arguments(folder, another)).as(another).isEmpty();
        }
    }

    @Test
    void whatItsExecutorsShuffleLiesInItsFolderAndGoesWithIt() {
        List<ProcessBuilder> made = new ArrayList<>();
        List<Cluster.Member> started = cluster.start(
                (memory, mainClass, arguments) -> {
                    made.add(standIn(memory, mainClass, arguments));
                    return made.get(made.size() - 1);
                },
                2,
                "512m");
        assertThat(started).hasSize(3);
        assertThat(made)
                .extracting(process -> process.environment().get("SPARK_LOCAL_DIRS"))
                .containsExactly(
                        System.getenv("SPARK_LOCAL_DIRS"),
                        folder.resolve("work-1/local").toString(),
                        folder.resolve("work-2/local").toString());
    }

    /** As a loss of power leaves it. */
    @Test
    void aFileThatSaysNothingOfItsProcessIsNoReasonToFail() throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("master.pid"), "");
        assertThat(cluster.members()).containsExactly(new Cluster.Member("master", 0, false));
        assertThat(cluster.start(ClusterTest::standIn, 1, "512m")).hasSize(2).allMatch(Cluster.Member::isRunning);
    }

    @Test
    void aPortThatIsTakenIsNamedAndNothingIsStarted() throws IOException {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Cluster second = new Cluster(folder, other.getLocalPort());
            assertThatThrownBy(() -> second.start(ClusterTest::standIn, 1, "512m"))
                    .hasMessageContaining("PORT_IN_USE")
                    .hasMessageContaining(String.valueOf(other.getLocalPort()));
            assertThat(second.members()).isEmpty();
        }
    }

    @Test
    void aProcessThatHasEndedIsShownAsGone() throws Exception {
        List<Cluster.Member> started = cluster.start(ClusterTest::standIn, 1, "512m");
        ProcessHandle worker = ProcessHandle.of(started.get(1).pid()).orElseThrow();
        assertThat(worker.destroyForcibly()).isTrue();
        worker.onExit().get(ENDS_WITHIN_SECONDS, TimeUnit.SECONDS);
        assertThat(cluster.members())
                .extracting(Cluster.Member::name, Cluster.Member::isRunning)
                .containsExactly(
                        org.assertj.core.api.Assertions.tuple("master", true),
                        org.assertj.core.api.Assertions.tuple("worker-1", false));
        assertThat(cluster.stop()).isEqualTo(1);
    }

    @Test
    void workersThatOutlivedTheirMasterEndWithTheNextStart() throws Exception {
        List<Cluster.Member> started = cluster.start(ClusterTest::standIn, 2, "512m");
        ProcessHandle master = ProcessHandle.of(started.get(0).pid()).orElseThrow();
        assertThat(master.destroyForcibly()).isTrue();
        master.onExit().get(ENDS_WITHIN_SECONDS, TimeUnit.SECONDS);
        List<Cluster.Member> again = cluster.start(ClusterTest::standIn, 1, "512m");
        assertThat(again).extracting(Cluster.Member::name).containsExactly("master", "worker-1");
        assertThat(started)
                .noneMatch(member -> ProcessHandle.of(member.pid())
                        .filter(ProcessHandle::isAlive)
                        .isPresent());
    }

    @Test
    void aNumberThatAnotherProcessGotSinceIsNotEnded() throws IOException {
        Files.createDirectories(folder);
        long mine = ProcessHandle.current().pid();
        Files.writeString(folder.resolve("master.pid"), mine + "\n2001-01-01T00:00:00Z");
        assertThat(cluster.members()).containsExactly(new Cluster.Member("master", mine, false));
        assertThat(cluster.stop()).isZero();
        assertThat(ProcessHandle.current().isAlive()).isTrue();
    }

    @Test
    void aMasterThatEndsAtOnceIsAnError() {
        Cluster.Launcher broken = (memory, mainClass, arguments) -> new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-version");
        assertThatThrownBy(() -> cluster.start(broken, 1, "512m"))
                .hasMessageContaining("ENGINE_FAILED")
                .hasMessageContaining("its master has ended");
    }
}
