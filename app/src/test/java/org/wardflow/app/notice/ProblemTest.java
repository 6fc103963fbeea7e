package org.wardflow.app.notice;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.wardflow.core.ErrorCode;
import org.wardflow.core.WardflowException;

class ProblemTest {
    private static final Instant TEN = Instant.parse("2026-11-01T10:00:00Z");
    private static final Instant IN_GOLD = TEN.minusSeconds(30);

    @Test
    void anErrorOfOursSaysWhatFailedWhatIsSafeAndWhatToDo() {
        WardflowException full =
                new WardflowException(ErrorCode.DISK_FULL, "No space for a table", "0 bytes", "free some");
        Problem problem = Problem.failure(Problem.Kind.MODEL, "gold.dim_patient", full, TEN, Optional.of(IN_GOLD));
        assertThat(problem.id()).isEqualTo("model:gold.dim_patient");
        assertThat(problem.what()).isEqualTo("WARDFLOW-3005 DISK_FULL: No space for a table");
        assertThat(problem.safe()).contains("up to 2026-11-01T09:59:30Z is in gold", "nothing is lost");
        assertThat(problem.fix()).isEqualTo("free some");
    }

    @Test
    void ofAForeignExceptionOnlyTheClassIsNamed() {
        Throwable quoting = new IllegalStateException("Jane Doe, 1961", new RuntimeException("Jane Doe"));
        Problem problem = Problem.failure(Problem.Kind.CYCLE, "cycle", quoting, TEN, Optional.empty());
        assertThat(problem.toString()).doesNotContain("Jane").contains("an unexpected IllegalStateException");
        assertThat(problem.safe()).startsWith("nothing has reached gold yet");
    }

    @Test
    void aSilentSourceIsNamedWithTheTimeItMaySayNothing() {
        Problem problem = Problem.silence("patient-flow", TEN, Duration.ofMinutes(15), Optional.of(IN_GOLD));
        assertThat(problem.id()).isEqualTo("silence:patient-flow");
        assertThat(problem.since()).isEqualTo(TEN);
        assertThat(problem.what()).isEqualTo("nothing has come from patient-flow for more than 15 minutes");
    }

    @Test
    void textsAreOneLineEachAndBounded() {
        String wild = "a\r\nBcc: someone\u001b[2J" + "x".repeat(2 * Problem.TEXT_MAX);
        Problem problem = new Problem("id", Problem.Kind.CYCLE, wild, TEN, wild, wild, wild);
        assertThat(problem.subject())
                .hasSize(Problem.TEXT_MAX)
                .startsWith("a Bcc: someone\uFFFD[2J")
                .endsWith("x…")
                .doesNotContain("\n", "\r");
        assertThat(problem.what()).isEqualTo(problem.subject());
    }
}
