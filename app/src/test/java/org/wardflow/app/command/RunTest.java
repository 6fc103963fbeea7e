package org.wardflow.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wardflow.app.terminal.Cells;
import org.wardflow.hospital.catchup.ClosedHours;

/** Which hours a run closes. */
class RunTest {
    private static final String UPDATE = """
            {"event_id": "%s", "event_type": "UPDATE", "patient_id": "p", "hospital_id": "1", "event_time": "%s", \
            "recorded_time": "%s"}
            """;

    @TempDir
    Path folder;

    @Test
    void anEventLongBeforeTheFirstRecordingStartsNoMoreHoursThanTheLimit() throws IOException {
        assertThat(ClosedHours.MAX_BEFORE_FIRST_RECORDING).isEqualTo(Duration.ofDays(400));
        assertThat(run(UPDATE.formatted("a", "1990-01-01T00:00:00Z", "2026-10-30T12:30:00Z")))
                .contains(Cells.count(400 * 24) + " hours closed");
    }

    @Test
    void aRecordingAfterNowClosesNoHours() throws IOException {
        assertThat(run(UPDATE.formatted("a", "2026-10-30T10:00:00Z", "2026-10-30T12:30:00Z")
                        + UPDATE.formatted("b", "2026-10-30T10:00:00Z", "2150-01-01T00:00:00Z")))
                .contains("\n2 hours closed");
    }

    @Test
    void untilSaysOtherwise() throws IOException {
        assertThat(run(
                        UPDATE.formatted("a", "2026-10-30T10:00:00Z", "2026-10-30T12:30:00Z"),
                        "--until",
                        "2026-10-31T00:59:00Z"))
                .contains("\n14 hours closed");
    }

    private String run(String events, String... options) throws IOException {
        Session session = new Session(folder.resolve("home"));
        Path file = Files.writeString(folder.resolve("events.ndjson"), events);
        assertThat(session.run("ingest", "patient-flow", file.toString()).exitCode())
                .isZero();
        String[] arguments = new String[options.length + 1];
        arguments[0] = "run";
        System.arraycopy(options, 0, arguments, 1, options.length);
        Session.Outcome outcome = session.run(arguments);
        assertThat(outcome.err()).isEmpty();
        return outcome.out();
    }
}
