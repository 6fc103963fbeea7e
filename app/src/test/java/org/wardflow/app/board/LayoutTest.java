package org.wardflow.app.board;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.wardflow.app.board.Board.Size;
import org.wardflow.app.terminal.Cells;
import org.wardflow.flow.content.Urgency;

class LayoutTest {
    private static final List<String> DEPARTMENTS =
            List.of("Emergency", "Surgery", "ICU", "Pediatrics", "Maternity", "Oncology", "Cardiology");
    private static final Urgency.Rule RULE = new Urgency.Rule(85, 95, 240);

    private static Ward ward(String hospital, String department, @Nullable Long beds, long occupied, long waiting) {
        Long ready = beds == null ? null : Long.valueOf(Math.max(0, beds - occupied));
        BigDecimal percent = beds == null
                ? null
                : new BigDecimal(occupied * 100).divide(new BigDecimal(beds), 1, java.math.RoundingMode.DOWN);
        return new Ward(
                hospital,
                hospital,
                department,
                beds,
                ready,
                occupied,
                percent,
                waiting,
                waiting == 0 ? null : 30 * waiting,
                occupied % 3,
                waiting,
                RULE.urgency(beds, 0, occupied, ready, waiting, null));
    }

    /** Seven hospitals of seven departments, ever fuller. */
    private static List<Ward> group() {
        List<Ward> wards = new ArrayList<>();
        for (int h = 1; h <= 7; h++) {
            for (int d = 0; d < 7; d++) {
                wards.add(ward("Hospital " + h, DEPARTMENTS.get(d), 20L, h + 2L * d, 0));
            }
        }
        return wards;
    }

    private static Board board(List<Ward> wards) {
        return new Board(
                "Wardflow demo   simulated 2026-10-26 03:15 UTC, 60 times as fast",
                wards,
                List.of("gold 0.4 s behind", "cycle 312 ms", "patient-flow 1.7/s, 0 wait", "department 0.1/s, 0 wait"),
                List.of("quarantined 312: malformed_payload 41", "last event  ADMISSION, Hospital 1, ICU"),
                List.of("./wardflow send '" + "x".repeat(100) + "'"));
    }

    private static int rows(List<String> lines, int width) {
        return lines.stream()
                .mapToInt(line -> 1 + (Math.max(1, Cells.width(line)) - 1) / width)
                .sum();
    }

    @Test
    void aSmallScreenShowsTheMostUrgentAndHowManyAreLeftOut() {
        assertThat(String.join("\n", Layout.plain(board(group()), new Size(80, 24))))
                .isEqualTo("""
                Wardflow demo   simulated 2026-10-26 03:15 UTC, 60 times as fast
                   hospital   department beds ready occupied      % waiting in/h out/h
                !! Hospital 7 Cardiology   20     1       19    95%       0    1     0
                !  Hospital 6 Cardiology   20     2       18    90%       0    0     0
                !  Hospital 5 Cardiology   20     3       17    85%       0    2     0
                !  Hospital 7 Oncology     20     3       17    85%       0    2     0
                   Hospital 4 Cardiology   20     4       16    80%       0    1     0
                   Hospital 6 Oncology     20     4       16    80%       0    1     0
                   Hospital 3 Cardiology   20     5       15    75%       0    0     0
                   Hospital 5 Oncology     20     5       15    75%       0    0     0
                   Hospital 7 Maternity    20     5       15    75%       0    0     0
                   Hospital 2 Cardiology   20     6       14    70%       0    2     0
                   Hospital 4 Oncology     20     6       14    70%       0    2     0
                   Hospital 6 Maternity    20     6       14    70%       0    2     0
                   Hospital 1 Cardiology   20     7       13    65%       0    1     0
                   Hospital 3 Oncology     20     7       13    65%       0    1     0
                   … 35 more, less urgent
                gold 0.4 s behind   cycle 312 ms   patient-flow 1.7/s, 0 wait
                department 0.1/s, 0 wait
                quarantined 312: malformed_payload 41
                last event  ADMISSION, Hospital 1, ICU
                ./wardflow send 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx'""");
    }

    @Test
    void aWideScreenShowsAllDepartmentsByHospital() {
        assertThat(String.join("\n", Layout.plain(board(group()), new Size(200, 40))))
                .isEqualTo("""
                Wardflow demo   simulated 2026-10-26 03:15 UTC, 60 times as fast
                              beds ready occupied      % waiting in/h out/h                  beds ready occupied      % waiting in/h out/h                  beds ready occupied      % waiting in/h out/h
                Hospital 7                                                     Hospital 4                                                     Hospital 1
                !! Cardiology   20     1       19    95%       0    1     0       Cardiology   20     4       16    80%       0    1     0       Cardiology   20     7       13    65%       0    1     0
                !  Oncology     20     3       17    85%       0    2     0       Oncology     20     6       14    70%       0    2     0       Oncology     20     9       11    55%       0    2     0
                   Maternity    20     5       15    75%       0    0     0       Maternity    20     8       12    60%       0    0     0       Maternity    20    11        9    45%       0    0     0
                   Pediatrics   20     7       13    65%       0    1     0       Pediatrics   20    10       10    50%       0    1     0       Pediatrics   20    13        7    35%       0    1     0
                   ICU          20     9       11    55%       0    2     0       ICU          20    12        8    40%       0    2     0       ICU          20    15        5    25%       0    2     0
                   Surgery      20    11        9    45%       0    0     0       Surgery      20    14        6    30%       0    0     0       Surgery      20    17        3    15%       0    0     0
                   Emergency    20    13        7    35%       0    1     0       Emergency    20    16        4    20%       0    1     0       Emergency    20    19        1     5%       0    1     0
                Hospital 6                                                     Hospital 3
                !  Cardiology   20     2       18    90%       0    0     0       Cardiology   20     5       15    75%       0    0     0
                   Oncology     20     4       16    80%       0    1     0       Oncology     20     7       13    65%       0    1     0
                   Maternity    20     6       14    70%       0    2     0       Maternity    20     9       11    55%       0    2     0
                   Pediatrics   20     8       12    60%       0    0     0       Pediatrics   20    11        9    45%       0    0     0
                   ICU          20    10       10    50%       0    1     0       ICU          20    13        7    35%       0    1     0
                   Surgery      20    12        8    40%       0    2     0       Surgery      20    15        5    25%       0    2     0
                   Emergency    20    14        6    30%       0    0     0       Emergency    20    17        3    15%       0    0     0
                Hospital 5                                                     Hospital 2
                !  Cardiology   20     3       17    85%       0    2     0       Cardiology   20     6       14    70%       0    2     0
                   Oncology     20     5       15    75%       0    0     0       Oncology     20     8       12    60%       0    0     0
                   Maternity    20     7       13    65%       0    1     0       Maternity    20    10       10    50%       0    1     0
                   Pediatrics   20     9       11    55%       0    2     0       Pediatrics   20    12        8    40%       0    2     0
                   ICU          20    11        9    45%       0    0     0       ICU          20    14        6    30%       0    0     0
                   Surgery      20    13        7    35%       0    1     0       Surgery      20    16        4    20%       0    1     0
                   Emergency    20    15        5    25%       0    2     0       Emergency    20    18        2    10%       0    2     0
                gold 0.4 s behind   cycle 312 ms   patient-flow 1.7/s, 0 wait   department 0.1/s, 0 wait
                quarantined 312: malformed_payload 41
                last event  ADMISSION, Hospital 1, ICU
                ./wardflow send 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx'""");
    }

    @Test
    void aScreenThatIsWideButLowFillsColumnsWithTheMostUrgent() {
        List<String> lines = Layout.plain(board(group()), new Size(170, 26));
        assertThat(String.join("\n", lines)).contains("… ").contains("Cardiology");
        assertThat(lines.stream().filter(line -> line.matches(".*Hospital [0-9].*Hospital [0-9].*")))
                .hasSizeGreaterThan(10);
    }

    @Test
    void furtherCommandsAreShownWhereThereIsRoom() {
        Board board = new Board("title", group(), List.of(), List.of("note"), List.of("first", "second"));
        assertThat(Layout.plain(board, new Size(80, 18)))
                .contains("first")
                .doesNotContain("second")
                .hasSize(18 - 1);
        assertThat(Layout.plain(board, new Size(80, 19)))
                .contains("first", "second")
                .hasSize(19 - 1);
    }

    @Test
    void noBoardIsLargerThanItsScreenNorWiderThanItsLines() {
        for (Size size : List.of(
                new Size(80, 24),
                new Size(68, 18),
                new Size(100, 30),
                new Size(126, 45),
                new Size(200, 60),
                new Size(80, 80))) {
            List<String> lines = Layout.plain(board(group()), size);
            assertThat(rows(lines, size.columns())).as("%s", size).isLessThan(size.lines());
            assertThat(lines.subList(0, lines.size() - 1))
                    .as("%s", size)
                    .allSatisfy(line -> assertThat(Cells.width(line)).isLessThanOrEqualTo(size.columns()));
        }
    }

    @Test
    void everyDepartmentIsShownOrCounted() {
        for (int height : IntStream.rangeClosed(16, 90).toArray()) {
            String text = String.join("\n", Layout.plain(board(group()), new Size(80, height)));
            long shown = DEPARTMENTS.stream()
                    .mapToLong(department -> text.lines()
                            .filter(line -> line.contains(department + "   "))
                            .count())
                    .sum();
            long more = text.lines()
                    .filter(line -> line.contains("… "))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                    .sum();
            assertThat(shown + more).as("%s lines", height).isEqualTo(49);
        }
    }

    @Test
    void whoWaitsWithoutABedComesFirstAndEveryUrgencyHasAMarkWithoutColour() {
        List<Ward> wards = List.of(
                ward("A", "Calm", 20L, 3, 0),
                ward("A", "Unknown", null, 3, 0),
                ward("A", "Warning", 20L, 17, 0),
                ward("A", "Critical", 20L, 19, 0),
                ward("A", "Lacking", 20L, 20, 4));
        List<String> lines = Layout.plain(board(wards), new Size(80, 24));
        assertThat(String.join("\n", lines).replaceAll(" +", " "))
                .containsSubsequence("!! Lacking", "!! Critical", "\n! Warning", "\n Calm", "\n? Unknown");
        assertThat(String.join("\n", lines)).doesNotContain("\u001B");
    }

    @Test
    void colourOnlyRepeatsWhatTheMarkSays() {
        List<Ward> wards = List.of(ward("A", "Full", 20L, 20, 1), ward("A", "Calm", 20L, 3, 0));
        List<String> coloured = Layout.coloured(board(wards), new Size(80, 24));
        List<String> plain = Layout.plain(board(wards), new Size(80, 24));
        assertThat(coloured.stream().filter(line -> line.contains("\u001B["))).hasSize(1);
        assertThat(coloured.stream().map(line -> line.replaceAll("\u001B\\[[0-9;]*m", "")))
                .isEqualTo(plain);
    }

    @Test
    void whatDataSaysCannotSteerTheTerminal() {
        List<Ward> wards = List.of(ward("A\u001B[2J", "B\r\n", 20L, 3, 0));
        assertThat(String.join("", Layout.plain(board(wards), new Size(80, 24))))
                .doesNotContain("\u001B", "\r", "\n");
    }
}
