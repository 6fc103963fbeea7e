package org.wardflow.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One folder, many backups: none replaces another, and the newest is the one made last. */
class BackupFolderTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path folder;

    private Path backups = Path.of("");

    @BeforeEach
    void name() {
        backups = folder.resolve("backups");
    }

    /** The restored home counts its cycles from the older state on, so they meet those that were thrown away. */
    @Test
    void whatIsBackedUpAfterTheRestoreOfAnOlderBackupIsTheNewest() {
        Session home = home("home", Session.NOW);
        take(home, "good");
        backUp(home, Session.NOW);
        take(home, "mistake");
        backUp(home, Session.NOW);
        Session mended = restore("mended", "--of", names().get(0));
        take(mended, "better");
        backUp(mended, Session.NOW);

        assertThat(names()).hasSize(3).doesNotHaveDuplicates();
        assertThat(events(restore("newest"))).contains("good", "better").doesNotContain("mistake");
        assertThat(events(restore("thrown-away", "--of", names().get(1))))
                .contains("good", "mistake")
                .doesNotContain("better");
    }

    @Tag("slow")
    @Test
    void theNewestIsTheOneMadeLastThoughTheClockWentBackwards() {
        Session home = home("home", Session.NOW);
        take(home, "first");
        backUp(home, Session.NOW);
        take(home, "second");
        backUp(home, Session.NOW.minus(Duration.ofDays(1)));
        assertThat(events(restore("newest"))).contains("second");
    }

    @Test
    void theFolderOfAnotherHomeIsRefused() throws IOException {
        Session home = home("home", Session.NOW);
        take(home, "one");
        backUp(home, Session.NOW);
        List<String> before = SmallHome.files(backups);
        home.run("reset", "--yes");
        Session anew = home("home", Session.NOW.plusSeconds(1));
        take(anew, "two");
        Session.Outcome refused = anew.run("backup", backups.toString());
        assertThat(refused.exitCode()).isEqualTo(2);
        assertThat(refused.err()).contains("USAGE").contains("another home").contains(names().get(0));
        assertThat(SmallHome.files(backups)).isEqualTo(before);
        assertThat(events(restore("restored"))).contains("one");
    }

    @Test
    void aFolderInTheHomeItselfIsRefused() throws IOException {
        Session home = home("home", Session.NOW);
        take(home, "one");
        Path link = Files.createSymbolicLink(folder.resolve("link"), home.home());
        for (Path within : List.of(
                home.home(), home.home().resolve("backups"), home.home().resolve("a/b"), link.resolve("backups"))) {
            Session.Outcome refused = home.run("backup", within.toString());
            assertThat(refused.exitCode()).as(refused.out()).isEqualTo(2);
            assertThat(refused.err()).contains("USAGE: Backups of a home do not lie in it", "elsewhere");
        }
        assertThat(home.home().resolve("backups")).doesNotExist();
        assertThat(home.home().resolve("a")).doesNotExist();
        backups = folder.resolve("home-backups");
        backUp(home, Session.NOW);
    }

    @Test
    void aFolderThatIsNoHomeIsNotBackedUpAndDoesNotBecomeOne() throws IOException {
        Path empty = Files.createDirectory(folder.resolve("empty"));
        Session.Outcome refused = new Session(empty).run("backup", backups.toString());
        assertThat(refused.err()).contains("HOME_MISSING");
        assertThat(empty).isEmptyDirectory();
        assertThat(backups).doesNotExist();
    }

    /** Folders from when a backup was named by its cycle alone. */
    @Tag("slow")
    @Test
    void ofBackupsNamedByTheirCycleTheNewestIsTheOneMadeLast() throws Exception {
        Session home = home("home", Session.NOW);
        take(home, "first");
        backUp(home, Session.NOW);
        take(home, "second");
        backUp(home, Session.NOW.plusSeconds(60));
        List<String> names = names();
        nameByCycle(backups, names.get(0), 7);
        nameByCycle(backups, names.get(1), 3);

        assertThat(names()).containsExactly(byCycle(7), byCycle(3));
        assertThat(events(restore("newest"))).contains("second");
        assertThat(events(restore("oldest", "--of", byCycle(7)))).doesNotContain("second");
        take(home, "third");
        backUp(home, Session.NOW);
        assertThat(names()).hasSize(3).startsWith(byCycle(7), byCycle(3));
        assertThat(events(restore("newer"))).contains("third");
    }

    /** Such folders may hold more than one home; which is meant, nobody can tell. */
    @Tag("slow")
    @Test
    void ofTwoHomesInOneFolderOneHasToBeNamed() throws Exception {
        Session home = home("home", Session.NOW);
        take(home, "one");
        backUp(home, Session.NOW);
        nameByCycle(backups, names().get(0), 1);
        Path first = backups;
        backups = folder.resolve("others");
        Session other = home("other", Session.NOW.plusSeconds(1));
        take(other, "two");
        backUp(other, Session.NOW);
        nameByCycle(backups, names().get(0), 2);
        for (String file : SmallHome.files(first)) {
            Path target = backups.resolve(file);
            if (!Files.exists(target)) {
                Files.createDirectories(target.resolveSibling("").normalize());
                Files.copy(first.resolve(file), target);
            }
        }
        Session target = new Session(folder.resolve("restored"));
        assertThat(target.run("restore", backups.toString()).err())
                .contains("USAGE")
                .contains("2 homes")
                .contains("--of");
        assertThat(events(restore("restored", "--of", byCycle(1)))).contains("one");
    }

    private Session home(String name, Instant made) {
        Session home = new Session(folder.resolve(name));
        assertThat(home.runAt(made, "ingest", "patient-flow", event("of-" + name))
                        .exitCode())
                .isZero();
        return home;
    }

    private void take(Session home, String event) {
        assertThat(home.run("ingest", "patient-flow", event(event)).exitCode()).isZero();
        assertThat(home.run("run").exitCode()).isZero();
    }

    private String event(String id) {
        try {
            return Files.writeString(folder.resolve(id + ".ndjson"), """
                            {"event_id": "%s", "event_type": "ADMISSION", "patient_id": "p", "encounter_id": "%s", \
                            "hospital_id": "1", "department": "ICU", "event_time": "2026-10-15T00:00:00Z", \
                            "recorded_time": "2026-10-15T00:00:00Z"}
                            """.formatted(id, id))
                    .toString();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private void backUp(Session home, Instant now) {
        Session.Outcome outcome = home.runAt(now, "backup", backups.toString());
        assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    }

    private Session restore(String name, String... more) {
        Session restored = new Session(folder.resolve(name));
        Session.Outcome outcome = restored.run(Stream.concat(Stream.of("restore", backups.toString()), Stream.of(more))
                .toArray(String[]::new));
        assertThat(outcome.exitCode()).as(outcome.err()).isZero();
        return restored;
    }

    private static String events(Session home) {
        return home.run("query", "select event_id from silver.patient_flow_message")
                .out();
    }

    private List<String> names() {
        return new Session(folder)
                .run("restore", "--list", backups.toString())
                .out()
                .lines()
                .filter(line -> line.startsWith("backup-"))
                .map(line -> line.split(" ", 2)[0])
                .toList();
    }

    private static String byCycle(long cycle) {
        return String.format(Locale.ROOT, "backup-%020d", cycle);
    }

    /** As backups were written once. */
    private static void nameByCycle(Path backups, String name, long cycle) throws Exception {
        Path file = backups.resolve(name + ".json");
        ObjectNode node = (ObjectNode) JSON.readTree(Files.readString(file));
        node.remove("digest");
        node.put("name", byCycle(cycle)).put("cycle", cycle);
        byte[] digest =
                MessageDigest.getInstance("SHA-256").digest(node.toString().getBytes(StandardCharsets.UTF_8));
        node.put("digest", HexFormat.of().formatHex(digest));
        Files.delete(file);
        Files.writeString(backups.resolve(byCycle(cycle) + ".json"), node.toString());
    }
}
