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
    void hoursGoBackAsFarAsEventsFollowEachOther() throws IOException {
        assertThat(ClosedHours.SILENCE_MAX).isEqualTo(Duration.ofDays(400));
        // 2024-10-30T12:30 is 365 days before the next one; 2023-09-01 is 425 days before that.
        assertThat(run(UPDATE.formatted("a", "2025-10-30T12:30:00Z", "2026-10-30T12:30:00Z")
                        + UPDATE.formatted("b", "2024-10-30T12:30:00Z", "2026-10-30T12:30:00Z")
                        + UPDATE.formatted("c", "2023-09-01T12:30:00Z", "2026-10-30T12:30:00Z")
                        + UPDATE.formatted("d", "2000-01-01T00:00:00Z", "2000-01-01T00:00:00Z")))
                .contains("\n" + Cells.count(2 * 365 * 24) + " hours closed")
                .contains("\n2 events before 2024-10-30T12:00:00Z have no hours");
    }

    @Test
    void whatOnlyQuarantineHoldsStartsNoHours() throws IOException {
        assertThat(run(UPDATE.formatted("a", "2026-10-30T10:00:00Z", "2026-10-30T12:30:00Z")
                        + UPDATE.formatted("b", "2026-10-01T10:00:00Z", "2026-10-30T12:30:00Z")
                                .replace("\"hospital_id\": \"1\"", "\"hospital_id\": \"zz\"")))
                .contains("\n2 hours closed");
    }

    @Test
    void hoursBeginNoMoreThanTenYearsBack() throws IOException {
        assertThat(ClosedHours.SPAN_MAX).isEqualTo(Duration.ofDays(3_653));
        StringBuilder events = new StringBuilder();
        for (int year = 2010; year <= 2026; year++) {
            events.append(UPDATE.formatted("y" + year, year + "-10-30T12:30:00Z", "2026-10-30T12:30:00Z"));
        }
        assertThat(run(events.toString()))
                .contains("\n" + Cells.count(3_653 * 24) + " hours closed")
                .contains("\n6 events before 2016-10-29T12:00:00Z have no hours");
    }

    @Test
    void whatLiesFurtherBackStartsNoHoursThoughItCameFirst() throws IOException {
        assertThat(run(UPDATE.formatted("a", "2000-01-01T00:00:00Z", "2026-10-30T09:30:00Z")))
                .contains("\n0 hours closed", "\n1 event before 20", " has no hours");
        assertThat(run(UPDATE.formatted("b", "2026-10-30T10:10:00Z", "2026-10-30T12:30:00Z")))
                .contains("\n2 hours closed", "\n1 event before 2026-10-30T10:00:00Z has no hours");
    }

    @Test
    void theOrderOfArrivalDoesNotShowInTheHours() throws IOException {
        String older = UPDATE.formatted("a", "2026-10-01T10:10:00Z", "2026-10-01T10:10:00Z");
        String newer = UPDATE.formatted("b", "2026-10-30T10:10:00Z", "2026-10-30T12:30:00Z");
        assertThat(run(newer)).contains("\n2 hours closed");
        assertThat(run(older)).contains("\n696 hours closed");
        assertThat(run(older)).contains("\n0 hours closed");
        Session session = new Session(folder.resolve("home"));
        String hours =
                "select min(tick_ts) as first, max(tick_ts) as last, count(distinct tick_ts) as hours, count(*) as n from bronze.clock";
        assertThat(session.run("query", hours, "--format", "csv").out())
                .isEqualTo("first,last,hours,n\n2026-10-01T11:00:00Z,2026-10-30T12:00:00Z,698,698\n");
        assertThat(session.run("doctor").exitCode()).isZero();
    }

    @Test
    void aRecordingAfterNowClosesNoHours() throws IOException {
        assertThat(run(UPDATE.formatted("a", "2026-10-30T10:00:00Z", "2026-10-30T12:30:00Z")
                        + UPDATE.formatted("b", "2026-10-30T10:00:00Z", "2150-01-01T00:00:00Z")))
                .contains("\n2 hours closed");
    }

    /** What closes stays closed: hours up to 2150 would be the last that this home ever has. */
    @Test
    void aRecordingAfterNowClosesNoHoursThoughItComesFirst() throws IOException {
        assertThat(run(UPDATE.formatted("b", "2150-01-01T00:00:00Z", "2150-01-01T00:00:00Z")))
                .contains("\n0 hours closed: everything is recorded after now; --until TIME closes them");
        assertThat(run(UPDATE.formatted("a", "2026-10-30T10:00:00Z", "2026-10-30T12:30:00Z")))
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
