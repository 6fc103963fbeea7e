package org.wardflow.app.warehouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wardflow.core.WallClock;
import org.wardflow.warehouse.Server;
import org.wardflow.warehouse.embedded.EmbeddedPostgres;

class EmbeddedPostgresTest {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final int NOBODY = 65_534;
    private static final String SECRET = "Wilhelmina";

    @TempDir
    Path folder;

    @Test
    void nobodyLogsInWithoutThePasswordWhichItsOwnerAloneMayRead() throws Exception {
        try (EmbeddedPostgres first = EmbeddedPostgres.start(folder, 0);
                EmbeddedPostgres second = EmbeddedPostgres.start(folder, 0)) {
            assertThat(second.port()).as("one server a folder").isEqualTo(first.port());
            assertThat(first.isOwned()).isTrue();
            assertThat(second.isOwned()).isFalse();
            Server server = first.server();
            assertThat(server.toString()).doesNotContain(server.password());
            assertThat(server.password()).hasSizeGreaterThan(20);
            DriverManager.getConnection(server.url(), server.user(), server.password())
                    .close();
            for (String guess : new String[] {"", "postgres", "wardflow"}) {
                assertThatThrownBy(() -> DriverManager.getConnection(server.url(), server.user(), guess))
                        .isInstanceOf(SQLException.class);
            }
            assertThat(Files.getPosixFilePermissions(folder.resolve("password")))
                    .isEqualTo(PosixFilePermissions.fromString("rw-------"));
        }
        assertThat(EmbeddedPostgres.running(folder)).isEmpty();
    }

    /** In a container every process has the same number, and so the same folder to make its data in. */
    @Test
    void aFirstStartThatWasCutShortIsMadeAgain() throws IOException {
        for (String process :
                List.of("7", String.valueOf(ProcessHandle.current().pid()))) {
            Path left = Files.createDirectories(folder.resolve("data.tmp-" + process + "/base/1"));
            Files.writeString(left.resolve("112"), "half a page");
        }
        Files.writeString(folder.resolve("password"), "");
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(folder, 0)) {
            assertThat(postgres.isOwned()).isTrue();
        }
        try (Stream<Path> inside = Files.list(folder)) {
            assertThat(inside.map(path -> path.getFileName().toString()))
                    .contains("data", "password")
                    .noneMatch(name -> name.startsWith("data.tmp-"));
        }
    }

    @Test
    void noValueOfAQueryComesIntoTheServersLog() throws Exception {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(folder, 0)) {
            Server server = postgres.server();
            try (Connection connection = DriverManager.getConnection(server.url(), server.user(), server.password());
                    PreparedStatement cast = connection.prepareStatement("select cast(? as integer)")) {
                cast.setString(1, SECRET);
                assertThatThrownBy(cast::executeQuery).hasMessageContaining(SECRET);
            }
        }
        assertThat(folder.resolve("server.log"))
                .content()
                .contains("database system is")
                .doesNotContain(SECRET);
    }

    @Test
    void theServerEndsWithTheProcessThatStartedItHoweverThatEnds() throws IOException, InterruptedException {
        endsWithItsHolder(holder(List.of()));
    }

    /** Between the server's first breath and the word that it runs, nobody may forget it. */
    @Test
    void theServerEndsWithAProcessThatIsKilledWhileItStarts() throws IOException, InterruptedException {
        EmbeddedPostgres.start(folder, 0).close();
        Process starter = starting(List.of());
        Path file = folder.resolve("data/postmaster.pid");
        long began = WallClock.nanos();
        while (!Files.exists(file)) {
            assertThat(WallClock.nanos() - began).isLessThan(SOON.toNanos());
            Thread.sleep(1);
        }
        starter.destroyForcibly().waitFor();
        while (Files.exists(file)) {
            assertThat(WallClock.nanos() - began).isLessThan(SOON.toNanos());
            Thread.sleep(100);
        }
    }

    /** Root starts it in a user namespace, which the other tests do where they run as root; anybody else without. */
    @Test
    void whoIsNotRootStartsItToo() throws Exception {
        assumeTrue(
                "root".equals(System.getProperty("user.name")),
                "whoever runs the tests is not root, so the others show it");
        List<String> nobody = List.of(
                "setpriv",
                "--reuid=" + NOBODY,
                "--regid=" + NOBODY,
                "--clear-groups",
                // For the class path, which may lie in root's home.
                "--inh-caps=+dac_read_search",
                "--ambient-caps=+dac_read_search");
        assumeTrue(runs(nobody), "setpriv cannot make a process of another user here");
        Files.setAttribute(folder, "unix:uid", NOBODY);
        Process holder = holder(nobody);
        String password = Files.readString(folder.resolve("password")).strip();
        String url = "jdbc:postgresql://127.0.0.1:%s/postgres"
                .formatted(EmbeddedPostgres.running(folder).orElseThrow());
        DriverManager.getConnection(url, EmbeddedPostgres.ADMINISTRATOR, password)
                .close();
        String server =
                Files.readAllLines(folder.resolve("data/postmaster.pid")).get(0).strip();
        assertThat(Files.getAttribute(Path.of("/proc", server), "unix:uid")).isEqualTo(NOBODY);
        endsWithItsHolder(holder);
    }

    private static boolean runs(List<String> prefix) throws InterruptedException {
        List<String> command = new ArrayList<>(prefix);
        command.add("true");
        try {
            return new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        }
    }

    /** A process that has started the server. */
    private Process holder(List<String> prefix) throws IOException {
        Process holder = starting(prefix);
        BufferedReader said =
                new BufferedReader(new InputStreamReader(holder.getInputStream(), StandardCharsets.UTF_8));
        assertThat(said.readLine()).startsWith("port ");
        return holder;
    }

    private Process starting(List<String> prefix) throws IOException {
        List<String> command = new ArrayList<>(prefix);
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Holder.class.getName(),
                folder.toString()));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private void endsWithItsHolder(Process holder) throws InterruptedException {
        assertThat(EmbeddedPostgres.running(folder)).isPresent();
        holder.destroyForcibly().waitFor();
        long began = WallClock.nanos();
        while (EmbeddedPostgres.running(folder).isPresent()) {
            assertThat(WallClock.nanos() - began).isLessThan(SOON.toNanos());
            Thread.sleep(100);
        }
    }
}
