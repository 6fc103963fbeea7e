package org.wardflow.server.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wardflow.core.Sha256;
import org.wardflow.core.WardflowException;

class AuditLogTest {
    private static final Clock NOVEMBER = Clock.fixed(Instant.parse("2026-11-20T03:00:00Z"), ZoneOffset.UTC);
    private static final Clock DECEMBER = Clock.fixed(Instant.parse("2026-12-01T00:00:00Z"), ZoneOffset.UTC);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path home;

    private Path folder;

    @BeforeEach
    void begin() {
        folder = home.resolve("audit");
    }

    private void write(Clock clock, int entries) {
        try (AuditLog log = AuditLog.open(folder, clock)) {
            for (int i = 0; i < entries; i++) {
                log.append(new AuditEntry(
                        "anna", "bed_manager", "ACCOUNT", "s", "board", "hospital 1", "care", "ok", i, 7));
            }
        }
    }

    private Path file(String month) {
        return folder.resolve("audit-" + month + ".ndjson");
    }

    private AuditChain.Check check() throws Exception {
        return AuditChain.in(folder).check();
    }

    @Test
    void aChainGoesOnAfterAStopAndIntoTheNextMonth() throws Exception {
        write(NOVEMBER, 2);
        write(NOVEMBER, 3);
        write(DECEMBER, 1);

        assertThat(Files.readAllLines(file("2026-11"))).hasSize(5);
        assertThat(Files.readAllLines(file("2026-12"))).hasSize(1);
        assertThat(check().fault()).isEmpty();
        assertThat(check().entries()).isEqualTo(6);
    }

    @Test
    void aClockThatIsSetBackOverTheEndOfAMonthDoesNotBreakIt() throws Exception {
        write(NOVEMBER, 2);
        Instant[] now = {DECEMBER.instant()};
        Clock clock = new Clock() {
            @Override
            public Instant instant() {
                return now[0];
            }

            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }
        };
        AuditEntry entry = new AuditEntry("anna", "r", "w", "s", "board", "-", "care", "ok", 0, 7);
        try (AuditLog log = AuditLog.open(folder, clock)) {
            log.append(entry);
            now[0] = NOVEMBER.instant();
            log.append(entry);
            log.sync();
            now[0] = DECEMBER.instant();
            log.append(entry);
        }

        assertThat(check().fault()).isEmpty();
        assertThat(check().entries()).isEqualTo(5);
        assertThat(Files.readAllLines(file("2026-12"))).hasSize(3);
    }

    @Test
    void aMachineThatStartsInAnEarlierMonthGoesOnWhereItHadGot() throws Exception {
        write(DECEMBER, 2);
        write(NOVEMBER, 2);
        write(DECEMBER, 1);

        assertThat(check().fault()).isEmpty();
        assertThat(check().entries()).isEqualTo(5);
        assertThat(file("2026-11")).doesNotExist();
    }

    @Test
    void noLetterOfWhatWasAskedEndsItsLine() throws Exception {
        AuditEntry odd = new AuditEntry("-", "-", "-", "s", "board", "\u2028\u2029\u0085\r\n\"}", "-", "denied", 0, 0);
        for (int i = 0; i < 2; i++) {
            try (AuditLog log = AuditLog.open(folder, NOVEMBER)) {
                log.append(odd);
            }
        }

        assertThat(check().fault()).isEmpty();
        assertThat(check().entries()).isEqualTo(2);
    }

    @Test
    void anEditedLineBreaksIt() throws Exception {
        write(NOVEMBER, 5);
        String edited = Files.readString(file("2026-11")).replaceFirst("\"rows\":2", "\"rows\":9");
        Files.writeString(file("2026-11"), edited);

        assertThat(check().fault())
                .hasValueSatisfying(fault -> assertThat(fault).contains("line 3", "not what was written"));
        assertThat(check().entries()).isEqualTo(2);
    }

    @Test
    void everySingleByteThatIsChangedBreaksIt() throws Exception {
        write(NOVEMBER, 3);
        byte[] good = Files.readAllBytes(file("2026-11"));
        String head = check().head();
        List<Integer> unnoticed = new ArrayList<>();
        for (int i = 0; i < good.length; i++) {
            byte[] bad = good.clone();
            bad[i] = (byte) (bad[i] ^ 1);
            Files.write(file("2026-11"), bad);
            if (isWhole(head, 3)) {
                unnoticed.add(i);
            }
        }
        assertThat(unnoticed).isEmpty();
    }

    /** A byte that makes the text no UTF-8 any more is noticed by the reader. */
    private boolean isWhole(String head, int entries) {
        try {
            AuditChain.Check check = check();
            return check.fault().isEmpty() && check.head().equals(head) && check.entries() == entries;
        } catch (Exception e) {
            return false;
        }
    }

    @Test
    void aLineThatIsMissingOrOutOfPlaceBreaksIt() throws Exception {
        write(NOVEMBER, 5);
        List<String> lines = Files.readAllLines(file("2026-11"));

        List<String> without = new ArrayList<>(lines);
        String unused = without.remove(1);
        Files.write(file("2026-11"), without);
        assertThat(check().fault()).isPresent();

        List<String> swapped = new ArrayList<>(lines);
        Collections.swap(swapped, 2, 3);
        Files.write(file("2026-11"), swapped);
        assertThat(check().fault()).isPresent();
    }

    @Test
    void whatIsCutFromTheEndIsMissedAndNothingGoesOnThere() throws Exception {
        write(NOVEMBER, 5);
        List<String> lines = Files.readAllLines(file("2026-11"));
        for (int left : List.of(4, 0)) {
            Files.write(file("2026-11"), lines.subList(0, left));

            assertThat(check().fault())
                    .contains("it ends at entry " + left + ", and 5 were noted: the last ones are missing");
            assertThatThrownBy(() -> write(NOVEMBER, 1)).hasMessageContaining("not whole");
        }
        Files.delete(file("2026-11"));
        assertThat(check().fault()).isPresent();
        Files.delete(home.resolve("audit.head"));
        assertThat(check().fault()).isPresent();
        Files.delete(home.resolve("audit.key"));
        assertThat(check().fault())
                .contains("there is none: the pages were never served from here, or all of it is gone");
    }

    /** Lines as they were before there was a key, and as somebody without it would write them. */
    private void writeUnkeyed(int entries) throws IOException {
        StringBuilder lines = new StringBuilder();
        String previous = AuditChain.START;
        for (int i = 1; i <= entries; i++) {
            String text =
                    "{\"seq\":%s,\"at\":\"2026-11-20T03:00:00Z\",\"entry\":{},\"prev\":\"%s\"".formatted(i, previous);
            previous = Sha256.of(text);
            lines.append(text).append(",\"hash\":\"").append(previous).append("\"}\n");
        }
        Files.createDirectories(folder);
        Files.writeString(file("2026-11"), lines);
    }

    @Test
    void entriesFromBeforeTheKeyHoldAndAreTold() throws Exception {
        writeUnkeyed(3);
        assertThat(check())
                .satisfies(found -> assertThat(found.fault()).isEmpty())
                .extracting(AuditChain.Check::beforeKey)
                .isEqualTo(3L);
        write(NOVEMBER, 2);

        assertThat(check().fault()).isEmpty();
        assertThat(check().entries()).isEqualTo(5);
        assertThat(check().beforeKey()).isEqualTo(3);
    }

    @Test
    void whoHasNotTheKeyCannotWriteAChainAnew() throws Exception {
        write(NOVEMBER, 3);
        writeUnkeyed(3);
        assertThat(check().fault())
                .hasValueSatisfying(fault -> assertThat(fault).contains("line 1", "it has no key"));

        try (AuditLog other = AuditLog.open(home.resolve("other"), NOVEMBER)) {
            other.append(new AuditEntry("anna", "r", "w", "s", "board", "-", "care", "ok", 0, 7));
        }
        Files.copy(
                home.resolve("other").resolve("audit-2026-11.ndjson"),
                file("2026-11"),
                StandardCopyOption.REPLACE_EXISTING);
        assertThat(check().fault())
                .hasValueSatisfying(fault -> assertThat(fault).contains("line 1", "not what was written"));
    }

    @Test
    void aLineThatTheDiskHadNoRoomForIsTakenAwayAgain() throws Exception {
        boolean[] full = {false};
        AuditLog.Disk disk = (channel, bytes) -> {
            if (full[0]) {
                int unused = channel.write(bytes.slice(0, 20));
                throw new IOException("No space left on device");
            }
            int unused = channel.write(bytes);
        };
        AuditEntry entry = new AuditEntry("anna", "r", "w", "s", "board", "-", "care", "ok", 0, 7);
        try (AuditLog log = AuditLog.open(folder, NOVEMBER, disk, true)) {
            log.append(entry);
            full[0] = true;
            assertThatThrownBy(() -> log.append(entry)).isInstanceOf(WardflowException.class);
            full[0] = false;
            log.append(entry);
        }

        assertThat(check().fault()).isEmpty();
        assertThat(check().entries()).isEqualTo(2);
    }

    /** The pages, and a command beside them, each from where the other has got to; also over the end of a month. */
    @Test
    void severalThatWriteOneAuditMakeOneChain() throws Exception {
        AuditEntry entry = new AuditEntry("anna", "r", "w", "s", "board", "-", "care", "ok", 0, 7);
        try (AuditLog pages = AuditLog.open(folder, NOVEMBER);
                AuditLog command = AuditLog.openForCommand(folder, NOVEMBER)) {
            List<CompletableFuture<Void>> writing = Stream.of(pages, command)
                    .map(log -> CompletableFuture.runAsync(() -> {
                        for (int i = 0; i < 200; i++) {
                            log.append(entry);
                            log.sync();
                        }
                    }))
                    .toList();
            writing.forEach(CompletableFuture::join);
            write(DECEMBER, 1);
            pages.append(entry);
        }

        assertThat(check().fault()).isEmpty();
        assertThat(check().entries()).isEqualTo(402);
        assertThat(Files.readAllLines(file("2026-12"))).hasSize(2);
    }

    @Test
    void nothingGoesOnWhereEntriesWereTakenOutMeanwhile() throws Exception {
        AuditEntry entry = new AuditEntry("anna", "r", "w", "s", "board", "-", "care", "ok", 0, 7);
        try (AuditLog log = AuditLog.open(folder, NOVEMBER)) {
            for (int i = 0; i < 3; i++) {
                log.append(entry);
            }
            List<String> lines = Files.readAllLines(file("2026-11"));
            Files.write(file("2026-11"), lines.subList(0, 2));
            assertThatThrownBy(() -> log.append(entry)).hasMessageContaining("not whole");
            Files.write(file("2026-11"), lines);
            log.append(entry);
        }
        assertThat(check().fault()).isEmpty();
    }

    @Test
    void aProcessThatHoldsItForEverKeepsNothingWaitingForEver() throws Exception {
        AuditEntry entry = new AuditEntry("anna", "r", "w", "s", "board", "-", "care", "ok", 0, 7);
        try (AuditLog log = AuditLog.open(folder, NOVEMBER)) {
            try (AuditLock held = AuditLock.take(folder)) {
                assertThat(held).isNotNull();
                assertThatThrownBy(() -> log.append(entry)).hasMessageContaining("nothing is shown");
            }
            log.append(entry);
        }
        assertThat(check().entries()).isEqualTo(1);
    }

    @Test
    void aLineThatACrashCutOffIsCutAwayAndThatIsNoted() throws Exception {
        write(NOVEMBER, 2);
        Files.write(
                file("2026-11"), "{\"seq\":3,\"at\":\"20".getBytes(StandardCharsets.UTF_8), StandardOpenOption.APPEND);

        write(NOVEMBER, 1);

        assertThat(check().fault()).isEmpty();
        try (Stream<String> lines = Files.lines(file("2026-11"))) {
            assertThat(lines.toList()).hasSize(4).element(2).asString().contains("audit.recovered", "17 bytes");
        }
    }
}
