package org.wardflow.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From nothing to a verified gold, by commands alone. */
class SimulatedTest {
    @TempDir
    Path folder;

    @Test
    void whatIsSimulatedVerifies() {
        Session session = new Session(folder.resolve("home"));
        String simulated = folder.resolve("simulated").toString();
        Session.Outcome written =
                session.run("simulate", "--out", simulated, "--days", "3", "--hospitals", "2", "--seed", "7");
        assertThat(written.err()).isEmpty();
        assertThat(written.out()).contains("messages of ", "./wardflow verify --truth " + simulated);
        assertThat(session.run("ingest", "--simulated", simulated).exitCode()).isZero();
        Session.Outcome early = session.run("verify", "--truth", simulated);
        assertThat(early.exitCode()).isEqualTo(1);
        assertThat(early.err()).contains("VERIFY_NOTHING");
        assertThat(session.run("run", "--until", "2026-10-13T00:00:00Z").exitCode())
                .isZero();
        Session.Outcome firstDay = session.run("verify", "--truth", simulated);
        assertThat(firstDay.out())
                .containsPattern("NOT verified: 4[78] hours not closed\\.")
                .contains("to 2026-10-13T00:00:00Z", "./wardflow run --until 2026-10-15T00:00:00Z");
        assertThat(firstDay.exitCode()).isEqualTo(1);
        assertThat(session.run("run", "--until", "2026-10-15T00:00:00Z").exitCode())
                .isZero();
        Session.Outcome verified = session.run("verify", "--truth", simulated);
        assertThat(verified.out())
                .contains("Verified: every gold table is equal")
                .doesNotContain("NO");
        assertThat(verified.exitCode()).isZero();
    }

    @Test
    void aSimulationWithoutDirtHasNone() {
        Session session = new Session(folder.resolve("home"));
        assertThat(session.run(
                                "simulate",
                                "--out",
                                folder + "/clean",
                                "--days",
                                "1",
                                "--hospitals",
                                "1",
                                "--dirt",
                                "none")
                        .out())
                .contains(" 0 of them dirty on purpose");
        Session.Outcome refused = session.run("simulate", "--out", folder + "/x", "--dirt", folder + "/absent");
        assertThat(refused.exitCode()).isEqualTo(3);
        assertThat(session.run("simulate", "--out", folder + "/x", "--hospitals", "8")
                        .exitCode())
                .isEqualTo(2);
    }
}
