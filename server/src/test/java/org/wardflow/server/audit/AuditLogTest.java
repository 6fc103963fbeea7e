package org.wardflow.server.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditLogTest {
    private static final Clock NOVEMBER = Clock.fixed(Instant.parse("2026-11-20T03:00:00Z"), ZoneOffset.UTC);
    private static final Clock DECEMBER = Clock.fixed(Instant.parse("2026-12-01T00:00:00Z"), ZoneOffset.UTC);

    @TempDir
    Path folder;

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
    void whatIsCutFromTheEndShowsInTheHead() throws Exception {
        write(NOVEMBER, 5);
        String noted = check().head();
        List<String> lines = Files.readAllLines(file("2026-11"));
        Files.write(file("2026-11"), lines.subList(0, 4));

        assertThat(check().fault()).isEmpty();
        assertThat(check().head()).isNotEqualTo(noted);
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
