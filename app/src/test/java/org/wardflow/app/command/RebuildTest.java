package org.wardflow.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.roaringbitmap.RoaringBitmap;
import org.wardflow.lake.Commit;
import org.wardflow.lake.CommitOutcome;
import org.wardflow.lake.Lake;
import org.wardflow.lake.LocalFileIo;
import org.wardflow.lake.Snapshot;
import org.wardflow.lake.Table;
import org.wardflow.lake.TableName;

/** Whatever became of a computed table, bronze gives it again; what came in is never computed. */
class RebuildTest {
    @TempDir
    static Path folder;

    private static SmallHome homes;

    @BeforeAll
    static void make() {
        homes = SmallHome.make(folder);
    }

    @Test
    void aSoundHomeStandsAsBronzeGivesIt() {
        Path home = homes.copy("sound");
        List<String> before = SmallHome.files(home);
        Session.Outcome checked = new Session(home).run("rebuild", "--check");
        assertThat(checked.out()).contains("Every table stands as bronze gives it");
        assertThat(checked.exitCode()).isZero();
        assertThat(SmallHome.files(home)).isEqualTo(before);
        assertThat(new Session(home).run("rebuild").exitCode()).isZero();
    }

    @Test
    void aRowThatWasLostIsToldWithoutThePatientAndComesBack() {
        Path home = homes.copy("lost");
        Session session = new Session(home);
        hideOneRow(home, "gold.dim_patient");
        assertThat(session.run("run").exitCode()).isZero();
        Session.Outcome checked = session.run("rebuild", "--check", "gold.dim_patient");
        assertThat(checked.exitCode()).isEqualTo(1);
        assertThat(checked.out())
                .containsPattern("gold.dim_patient +\\d+ +1 +0 +NO")
                .contains("patient_key=#")
                .contains("expected, not found")
                .contains("nothing was changed");
        Session.Outcome replaced = session.run("rebuild");
        assertThat(replaced.exitCode()).isEqualTo(1);
        assertThat(replaced.out()).contains(" tables differed and were replaced");
        assertThat(session.run("rebuild").exitCode()).isZero();
        assertVerified(session);
    }

    @Test
    void aDamagedFileIsReplacedAndNothingElseIs() {
        Path home = homes.copy("damaged");
        Session session = new Session(home);
        SmallHome.flip(SmallHome.newest(home, "gold/fact_patient_flow", ".parquet"));
        assertThat(session.run("query", "select count(*) from gold.fact_patient_flow")
                        .err())
                .contains("TABLE_CORRUPT")
                .contains("rebuild gold.fact_patient_flow");
        assertThat(session.run("query", "select count(*) from gold.dim_patient").exitCode())
                .isZero();
        Session.Outcome rebuilt = session.run("rebuild", "gold.fact_patient_flow");
        assertThat(rebuilt.out()).contains("DAMAGED").contains("expected");
        assertThat(rebuilt.exitCode()).isEqualTo(1);
        assertVerified(session);
        assertThat(session.run("rebuild").exitCode()).isZero();
    }

    @Test
    void aDamagedLogIsSetAsideAndWhatReadsTheTableFollows() throws Exception {
        Path home = homes.copy("log");
        Session session = new Session(home);
        SmallHome.flip(SmallHome.newest(home, "silver/patient_flow_message/_delta_log", ".json"));
        Session.Outcome run = session.run("run");
        assertThat(run.exitCode()).isEqualTo(5);
        assertThat(run.err()).contains("TABLE_CORRUPT").contains("rebuild silver.patient_flow_message");
        Session.Outcome rebuilt = session.run("rebuild", "silver.patient_flow_message");
        assertThat(rebuilt.out()).contains("DAMAGED");
        assertThat(rebuilt.exitCode()).isEqualTo(1);
        assertVerified(session);
        assertThat(session.run("rebuild").exitCode()).isZero();
        try (var kept = Files.list(home.resolve("lake/silver"))) {
            assertThat(kept.map(path -> path.getFileName().toString()))
                    .anyMatch(name -> name.startsWith("patient_flow_message.damaged-"));
        }
        assertThat(session.run("query", "--known-at", "1", "select count(*) from gold.dim_patient")
                        .exitCode())
                .as("older cycles name versions of a table that is gone")
                .isNotZero();
    }

    @Test
    void damagedBronzeIsNotComputedButNamed() {
        Path home = homes.copy("bronze");
        Path file = SmallHome.newest(home, "bronze/patient_flow", ".parquet");
        SmallHome.flip(file);
        Session.Outcome outcome = new Session(home).run("rebuild");
        assertThat(outcome.err())
                .contains("TABLE_CORRUPT")
                .contains("bronze.patient_flow")
                .contains(file.getFileName().toString())
                .contains("restore the home from a backup");
        assertThat(outcome.exitCode()).isEqualTo(5);
    }

    @Test
    void onlyComputedTablesAreRebuilt() {
        Path home = homes.copy("names");
        assertThat(new Session(home).run("rebuild", "bronze.patient_flow").err())
                .contains("bronze is what came in");
        assertThat(new Session(home).run("rebuild", "gold.nothing").exitCode()).isEqualTo(2);
    }

    private static void assertVerified(Session session) {
        Session.Outcome verified =
                session.run("verify", "--truth", homes.truth().toString());
        assertThat(verified.out()).contains("Verified: every gold table is equal");
        assertThat(verified.exitCode()).isZero();
    }

    private static void hideOneRow(Path home, String name) {
        try (Lake lake = Lake.openForWriting(home.resolve("lake"), new LocalFileIo(), Clock.systemUTC())) {
            Table table = lake.find(TableName.parse(name)).orElseThrow();
            Snapshot base = table.latest();
            CommitOutcome outcome = table.commit(new Commit(
                    "TEST",
                    base,
                    List.of(),
                    Map.of(base.files().get(0).path(), RoaringBitmap.bitmapOf(0)),
                    Set.of(),
                    Map.of(),
                    true));
            assertThat(outcome).isInstanceOf(CommitOutcome.Committed.class);
        }
    }
}
