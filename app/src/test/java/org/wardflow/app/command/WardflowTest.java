package org.wardflow.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wardflow.app.home.Home;
import org.wardflow.app.terminal.Terminal;
import org.wardflow.lake.FileIo;
import org.wardflow.lake.LocalFileIo;
import picocli.CommandLine;

class WardflowTest {
    @TempDir
    Path folder;

    private Session session = new Session(Path.of("unset"));

    @BeforeEach
    void makeSession() {
        session = new Session(folder.resolve("home"));
    }

    @Test
    void helpListsEveryCommandAndTheExitCodes() {
        Session.Outcome help = session.run("--help");
        assertThat(help.exitCode()).isZero();
        assertThat(help.out()).contains("reset", "Exit codes:", "another process is writing in this home");
        assertThat(help.err()).isEmpty();
    }

    @Test
    void everyCommandHasHelpWithADescription() {
        for (List<String> command : commands()) {
            List<String> arguments = new ArrayList<>(command);
            arguments.add("--help");
            Session.Outcome help = session.run(arguments.toArray(String[]::new));
            assertThat(help.exitCode()).as("%s", command).isZero();
            assertThat(help.out())
                    .as("%s", command)
                    .startsWith("Usage: wardflow")
                    .contains("--home")
                    .contains(".");
        }
    }

    @Test
    void timesAmountsAndReasonsThatCannotBeMeantAreRefusedBeforeAnythingIsDone() {
        List<List<String>> refused = List.of(
                List.of(
                        "'3026-01-01' is not within the years 1900 to 2199",
                        "ingest",
                        "patient-flow",
                        "no.ndjson",
                        "--recorded-at",
                        "3026-01-01"),
                List.of(
                        "'1899-12-31T23:59:59Z' is not within",
                        "kpi",
                        "show",
                        "waits",
                        "--as-of",
                        "1899-12-31T23:59:59Z"),
                List.of("'2200-01-01' is not within", "run", "--until", "2200-01-01"),
                List.of("'0' is no number from 1", "history", "gold.dim_patient", "--limit", "0"),
                List.of("'-3' is no number from 1", "quarantine", "show", "malformed_payload", "--limit", "-3"),
                List.of("'10001' is no number from 1 to 10000", "quarantine", "show", "x", "--limit", "10001"),
                List.of("--list and --of", "restore", "backup", "--list", "--of", "2026"),
                List.of("--remove and --scope", "warehouse", "login", "bi_icu", "--remove", "--scope", "1/ICU"),
                List.of("--home names no folder", "run", "--home", ""),
                List.of("--home names no folder", "--home", " ", "reset", "--yes"),
                List.of("--master, --conf is for Spark", "run", "--master", "local[2]", "--conf", "a=b"),
                List.of("--driver-memory is for Spark", "up", "--driver-memory", "4g"),
                List.of("without a word", "quarantine", "discard", "0123456789", "--because", " "));
        for (List<String> line : refused) {
            Session.Outcome outcome = session.run(line.subList(1, line.size()).toArray(String[]::new));
            assertThat(outcome.err()).as("%s", line).contains(line.get(0));
            assertThat(outcome.exitCode()).as("%s", line).isEqualTo(2);
        }
        assertThat(session.home()).doesNotExist();
    }

    @Test
    void noCommandIsAnErrorThatShowsTheHelp() {
        Session.Outcome nothing = session.run();
        assertThat(nothing.exitCode()).isEqualTo(2);
        assertThat(nothing.out()).startsWith("Usage: wardflow");
    }

    @Test
    void aWrongWordIsRefusedWithTheNearestOne() {
        Session.Outcome wrong = session.run("resett");
        assertThat(wrong.exitCode()).isEqualTo(2);
        assertThat(wrong.err()).startsWith("WARDFLOW-1001 USAGE").contains("did you mean reset?");
        assertThat(wrong.out()).isEmpty();
        assertThat(session.run("qurey").err()).contains("did you mean query?");
        assertThat(session.run("kpi", "shwo").err()).contains("did you mean show?");
        assertThat(session.run("frobnicate").err()).doesNotContain("did you mean");
    }

    @Test
    void theHomeMayBeNamedBeforeAndAfterTheCommandAndBeatsTheEnvironment() {
        for (String[] arguments :
                new String[][] {{"--home", folder + "/x", "reset", "--yes"}, {"reset", "--yes", "--home", folder + "/x"}
                }) {
            home("x");
            assertThat(session.run(arguments).out()).contains("Deleted " + folder.resolve("x"));
        }
        home("y");
        Map<String, String> environment =
                Map.of("WARDFLOW_HOME", folder.resolve("y").toString());
        assertThat(Session.runWithin(environment, false, "", "reset", "--yes").exitCode())
                .isZero();
    }

    @Test
    void aHomeInAnObjectStoreIsRefusedByEveryCommandWithWhatToDo() {
        for (List<String> command : List.of(
                List.of("run", "--engine", "spark"),
                List.of("run"),
                List.of("up"),
                List.of("ingest", "patient-flow", "events.ndjson"),
                List.of("query", "select 1"),
                List.of("status"),
                List.of("reset", "--yes"))) {
            List<String> named = new ArrayList<>(command);
            named.addAll(List.of("--home", "s3a://bucket/home"));
            refusesStore("s3a://bucket/home", session.run(named.toArray(String[]::new)));
            Map<String, String> environment = Map.of("WARDFLOW_HOME", "abfss://container@account/home");
            refusesStore(
                    "abfss://container@account/home",
                    Session.runWithin(environment, false, "", command.toArray(String[]::new)));
        }
    }

    private static void refusesStore(String place, Session.Outcome outcome) {
        assertThat(outcome.exitCode()).as(outcome.out() + outcome.err()).isEqualTo(2);
        assertThat(outcome.err())
                .startsWith("WARDFLOW-1001 USAGE")
                .contains("This command needs a home on a disk")
                .contains(place + ", which is in an object store")
                .contains("the job on Spark: docs/storage.md");
    }

    @Test
    void resetAsksAndOnlyYesDeletes() {
        home("home");
        assertThat(session.answering("y", "reset").exitCode()).isEqualTo(1);
        assertThat(session.home()).exists();
        assertThat(session.answering("yes", "reset").exitCode()).isZero();
        assertThat(session.home()).doesNotExist();
    }

    @Test
    void resetDeletesNothingWhileSomebodyWrites() throws IOException {
        home("home");
        Path lake = Files.createDirectories(session.home().resolve("lake"));
        try (FileIo.Held held = new LocalFileIo().lock(lake)) {
            Session.Outcome refused = session.run("reset", "--yes");
            assertThat(refused.exitCode()).isEqualTo(4);
            assertThat(refused.err()).contains("HOME_LOCKED");
            assertThat(held).isNotNull();
        }
        assertThat(session.home()).exists();
        assertThat(session.run("reset", "--yes").exitCode()).isZero();
    }

    @Test
    void resetWithoutATerminalWantsYesInWriting() {
        home("home");
        Session.Outcome refused = session.run("reset");
        assertThat(refused.exitCode()).isEqualTo(2);
        assertThat(refused.err()).contains("add --yes");
        assertThat(session.home()).exists();
    }

    @Test
    void resetRefusesAFolderThatIsNoHome() throws IOException {
        Path thesis = Files.writeString(Files.createDirectories(session.home()).resolve("thesis.doc"), "");
        Session.Outcome refused = session.run("reset", "--yes");
        assertThat(refused.exitCode()).isEqualTo(2);
        assertThat(refused.err()).contains("HOME_MISSING").doesNotContain("at org.");
        assertThat(thesis).exists();
    }

    @Test
    void aHomeOfALaterVersionIsRefusedByEveryCommandThatOpensOne() throws IOException {
        Files.writeString(Files.createDirectories(session.home()).resolve("wardflow-home.json"), "{\"version\":9}");
        Session.Outcome refused = session.run("reset", "--yes");
        assertThat(refused.exitCode()).isEqualTo(5);
        assertThat(refused.err()).contains("HOME_VERSION", "layout 9");
    }

    private void home(String name) {
        Home.openOrCreate(folder.resolve(name), Clock.fixed(Instant.EPOCH, ZoneOffset.UTC));
    }

    private static List<List<String>> commands() {
        List<List<String>> found = new ArrayList<>();
        collect(Wardflow.commandLine(Terminal.system()), List.of(), found);
        return found;
    }

    private static void collect(CommandLine line, List<String> path, List<List<String>> found) {
        line.getSubcommands().forEach((name, command) -> {
            List<String> longer = new ArrayList<>(path);
            longer.add(name);
            found.add(longer);
            collect(command, longer, found);
        });
    }
}
