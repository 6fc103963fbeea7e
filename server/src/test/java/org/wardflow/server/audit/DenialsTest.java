package org.wardflow.server.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DenialsTest {
    private static final AuditEntry DENIED =
            new AuditEntry("-", "-", "-", "-", "session.begin", "-", "-", "denied", 0, 0);

    @TempDir
    Path folder;

    private Instant now = Instant.parse("2026-11-20T12:00:00Z");

    @SuppressWarnings("NullAway.Init")
    private AuditLog audit;

    @SuppressWarnings("NullAway.Init")
    private Denials denials;

    @BeforeEach
    void open() {
        Clock clock = new Clock() {
            @Override
            public java.time.ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(java.time.ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                return now;
            }
        };
        audit = AuditLog.open(folder.resolve("audit"), clock);
        denials = new Denials(audit, clock);
    }

    @AfterEach
    void close() {
        audit.close();
    }

    private List<String> objects() throws IOException {
        return Files.readAllLines(folder.resolve("audit/audit-2026-11.ndjson")).stream()
                .map(line -> line.replaceFirst(".*\"object\":\"([^\"]*)\".*", "$1"))
                .toList();
    }

    private void tries(String asker, int times) {
        for (int i = 0; i < times; i++) {
            denials.note(asker, DENIED);
        }
    }

    @Test
    void theFirstOfAMinuteStandByThemselvesAndTheOthersAreCountedAtItsEnd() throws Exception {
        tries("one", Denials.NOTED_MAX + 700);
        assertThat(objects()).hasSize(Denials.NOTED_MAX).containsOnly("-");
        denials.noteOver();
        assertThat(objects()).hasSize(Denials.NOTED_MAX);

        now = now.plus(Denials.PERIOD);
        denials.noteOver();
        denials.noteOver();
        assertThat(objects()).hasSize(Denials.NOTED_MAX + 1).endsWith("700 more tries");
        tries("one", 1);
        assertThat(objects()).hasSize(Denials.NOTED_MAX + 2).endsWith("-");
    }

    @Test
    void whatWasCountedIsNotedWhenAllEnds() throws Exception {
        tries("one", Denials.NOTED_MAX + 2);
        denials.noteAll();

        assertThat(objects()).hasSize(Denials.NOTED_MAX + 1).endsWith("2 more tries");
    }

    @Test
    void manyWhoAskFillNoMoreThanTheirShare() throws Exception {
        for (int i = 0; i < Denials.ASKERS_MAX + 500; i++) {
            tries("asker " + i, 1);
        }
        now = now.minus(Duration.ofHours(1));
        denials.noteOver();

        assertThat(objects())
                .hasSize(Denials.ASKERS_MAX + Denials.NOTED_MAX + 1)
                .endsWith((500 - Denials.NOTED_MAX) + " more tries");
    }
}
