package org.wardflow.server.audit;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditDayTest {
    private static final LocalDate FIRST = LocalDate.parse("2026-11-19");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path home;

    private Path folder() {
        return home.resolve("audit");
    }

    /** Entries of one viewer each; rows are the sequence numbers. */
    private void write(LocalDate day, String who, int from, int to) {
        Clock clock = Clock.fixed(Instant.parse(day + "T10:00:00Z"), ZoneOffset.UTC);
        try (AuditLog log = AuditLog.open(folder(), clock)) {
            for (int i = from; i <= to; i++) {
                log.append(new AuditEntry(who, "auditor", "DEMO", "s", "board", "Zürich \"\u2028", "care", "ok", i, 7));
            }
        }
    }

    /** All pages of a day. */
    private List<Long> read(LocalDate day, Optional<String> who, int[] pages) throws Exception {
        List<Long> rows = new ArrayList<>();
        OptionalLong after = OptionalLong.of(0);
        while (after.isPresent()) {
            AuditDay.Page page = new AuditDay(folder()).read(day, who, after.getAsLong());
            assertThat(page.entries()).hasSizeLessThanOrEqualTo(AuditDay.ENTRIES_MAX);
            page.entries().forEach(entry -> {
                assertThat(String.valueOf(entry.get("at"))).startsWith(day.toString());
                assertThat(entry).containsEntry("object", "Zürich \"\u2028");
                rows.add(((Number) requireNonNull(entry.get("rows"))).longValue());
            });
            after = page.next();
            pages[0]++;
        }
        return rows;
    }

    private static List<Long> numbers(int from, int to) {
        return LongStream.rangeClosed(from, to).boxed().toList();
    }

    @Test
    void aDayIsReadSomeEntriesAtATimeAndNothingElse() throws Exception {
        write(FIRST, "anna", 1, 3);
        write(FIRST.plusDays(1), "anna", 4, 250);
        write(FIRST.plusDays(1), "ben", 251, 253);
        write(FIRST.plusDays(1), "anna", 254, 500);
        write(FIRST.plusDays(2), "ben", 501, 501);
        int[] pages = {0};

        assertThat(read(FIRST.plusDays(1), Optional.empty(), pages)).isEqualTo(numbers(4, 500));
        assertThat(pages[0]).isEqualTo(3);
        assertThat(read(FIRST.plusDays(1), Optional.of("ben"), pages)).isEqualTo(numbers(251, 253));
        assertThat(read(FIRST, Optional.empty(), pages)).isEqualTo(numbers(1, 3));
        assertThat(read(FIRST.plusDays(2), Optional.empty(), pages)).isEqualTo(numbers(501, 501));
        for (int days : new int[] {-40, -1, 3, 40}) {
            assertThat(read(FIRST.plusDays(days), Optional.empty(), pages)).isEmpty();
        }
    }

    @Test
    void everyEntryIsFoundFromTheOneBefore() throws Exception {
        write(FIRST, "anna", 1, 40);
        for (int after = 0; after < 40; after++) {
            assertThat(new AuditDay(folder())
                            .read(FIRST, Optional.empty(), after)
                            .entries()
                            .get(0))
                    .containsEntry("seq", after + 1L);
        }
        assertThat(new AuditDay(folder()).read(FIRST, Optional.empty(), 40).entries())
                .isEmpty();
    }
}
