package org.wardflow.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.wardflow.app.terminal.Terminal;
import org.wardflow.core.WallClock;

/** What the job on Spark says in lines. */
class RunReportTest {
    private final StringWriter out = new StringWriter();
    private final RunReport report = new RunReport(new Terminal(
            new PrintWriter(out),
            new PrintWriter(out),
            InputStream.nullInputStream(),
            false,
            false,
            Map.of(),
            WallClock.utc()));

    @Test
    void nothingIsPendingOnlyIfNothingFailed() {
        report.line(List.of("cycle", "7", "2"));
        assertThat(out.toString()).isEmpty();
        report.line(List.of("cycle", "8", "0"));
        assertThat(out.toString()).contains("Nothing pending");
    }

    @Test
    void whyNoHourIsClosedIsToldAsWithoutSpark() {
        report.line(List.of("ahead"));
        report.line(List.of("before", "12", "2026-10-12T00:00:00Z"));
        assertThat(out.toString())
                .contains("0 hours closed: everything is recorded after now")
                .contains("12 events before 2026-10-12T00:00:00Z have no hours");
    }
}
