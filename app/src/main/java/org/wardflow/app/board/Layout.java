package org.wardflow.app.board;

import static org.wardflow.app.terminal.Cells.pad;

import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.wardflow.app.terminal.Cells;

/**
 * Lays a board out as lines that fit a screen: all departments by hospital where they find room, else the most urgent ones and
 * how many are left out.
 */
public final class Layout {
    /** No screen is taken for smaller: a narrower one wraps lines, a lower one scrolls. */
    static final Board.Size SIZE_MIN = new Board.Size(68, 18);

    /** Further commands are shown only if so many lines are left for the wards. */
    private static final int WARDS_MIN = 14;

    private static final String COUNTS_HEADER = " beds ready occupied      % waiting in/h out/h";
    private static final int DEPARTMENT = 10;
    private static final int HOSPITAL_MAX = 24;
    private static final int MARK = 3;
    private static final int GAP = 4;
    private static final int BLOCK = MARK + DEPARTMENT + COUNTS_HEADER.length();

    private final Board.Size size;
    private final boolean coloured;

    private Layout(Board.Size size, boolean coloured) {
        this.size = size;
        this.coloured = coloured;
    }

    /** Lines without colour. */
    public static List<String> plain(Board board, Board.Size size) {
        return new Layout(size, false).lines(board);
    }

    /** Lines with colour beside the marks. */
    public static List<String> coloured(Board board, Board.Size size) {
        return new Layout(size, true).lines(board);
    }

    private List<String> lines(Board board) {
        int width = Math.max(size.columns(), SIZE_MIN.columns());
        List<String> below = below(board, width);
        // The cursor stands on the last line.
        int room = Math.max(size.lines(), SIZE_MIN.lines()) - 2 - below.size();
        List<String> commands = new ArrayList<>();
        for (String command : board.commands()) {
            int left = room - (1 + (Cells.width(command) - 1) / width);
            if (commands.isEmpty() || left >= WARDS_MIN) {
                commands.add(command);
                room = left;
            }
        }
        List<String> lines = new ArrayList<>();
        lines.add(cut(board.title(), width));
        lines.addAll(wards(board.wards(), width, room));
        lines.addAll(below);
        lines.addAll(commands);
        return lines;
    }

    private static List<String> below(Board board, int width) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String fact : board.status()) {
            if (line.length() > 0 && line.length() + 3 + Cells.width(fact) > width) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.length() == 0 ? "" : "   ").append(cut(fact, width));
        }
        if (line.length() > 0) {
            lines.add(line.toString());
        }
        board.notes().forEach(note -> lines.add(cut(note, width)));
        return lines;
    }

    private List<String> wards(List<Ward> wards, int width, int room) {
        List<Ward> urgent = wards.stream().sorted(Ward.BY_URGENCY).toList();
        List<List<String>> blocks = blocks(urgent);
        int columns = (width + GAP) / (BLOCK + GAP);
        if (columns > 0 && !blocks.isEmpty()) {
            int tallest = blocks.stream().mapToInt(List::size).max().orElse(1);
            int perColumn = (room - 1) / tallest;
            if ((long) perColumn * columns >= blocks.size()) {
                return hospitals(blocks, (blocks.size() + columns - 1) / columns);
            }
        }
        return mostUrgent(urgent, width, room);
    }

    /** The departments of each hospital below its name, the hospital of the most urgent department first. */
    private List<List<String>> blocks(List<Ward> urgent) {
        Map<String, List<Ward>> byHospital = new LinkedHashMap<>();
        urgent.forEach(ward -> byHospital
                .computeIfAbsent(ward.hospital(), name -> new ArrayList<>())
                .add(ward));
        List<List<String>> blocks = new ArrayList<>();
        byHospital.forEach((hospital, wards) -> {
            List<String> block = new ArrayList<>();
            block.add(pad(cut(Cells.printable(hospital), BLOCK), BLOCK, false));
            wards.forEach(ward -> block.add(row(ward, "")));
            blocks.add(block);
        });
        return blocks;
    }

    private static List<String> hospitals(List<List<String>> blocks, int perColumn) {
        List<List<String>> columns = new ArrayList<>();
        for (int from = 0; from < blocks.size(); from += perColumn) {
            List<String> column = new ArrayList<>();
            column.add(" ".repeat(MARK + DEPARTMENT) + COUNTS_HEADER);
            blocks.subList(from, Math.min(blocks.size(), from + perColumn)).forEach(column::addAll);
            columns.add(column);
        }
        return beside(columns, BLOCK);
    }

    private List<String> mostUrgent(List<Ward> urgent, int width, int room) {
        int hospital = urgent.stream()
                .mapToInt(ward -> Cells.width(ward.hospital()))
                .max()
                .orElse(0);
        int columns = Math.max(1, (width + GAP) / (BLOCK + 1 + Math.min(HOSPITAL_MAX, hospital) + GAP));
        int each = (width + GAP) / columns - GAP;
        int name = Math.max(8, Math.min(Math.min(HOSPITAL_MAX, hospital), each - BLOCK - 1));
        int rows = Math.max(1, room - 2);
        List<List<String>> sides = new ArrayList<>();
        int shown = 0;
        while (shown < urgent.size() && sides.size() < columns) {
            List<String> side = new ArrayList<>();
            side.add(" ".repeat(MARK) + pad("hospital", name, false) + " " + pad("department", DEPARTMENT, false)
                    + COUNTS_HEADER);
            for (Ward ward : urgent.subList(shown, Math.min(urgent.size(), shown + rows))) {
                side.add(row(ward, pad(cut(Cells.printable(ward.hospital()), name), name, false) + " "));
                shown++;
            }
            sides.add(side);
        }
        List<String> lines = beside(sides, BLOCK + name + 1);
        if (shown < urgent.size()) {
            lines.add(" ".repeat(MARK) + "… " + (urgent.size() - shown) + " more, less urgent");
        }
        return lines;
    }

    private String row(Ward ward, String before) {
        String text = ward.mark() + " " + before
                + pad(cut(Cells.printable(ward.department()), DEPARTMENT), DEPARTMENT, false)
                + count(ward.beds(), 5)
                + count(ward.ready(), 6)
                + count(ward.occupied(), 9)
                + pad(ward.percent() == null ? "" : ward.percent().setScale(0, RoundingMode.HALF_UP) + "%", 7, true)
                + count(ward.waiting(), 8)
                + count(ward.admissions(), 5)
                + count(ward.discharges(), 6);
        return switch (ward.urgency()) {
            case OVER, CRITICAL -> paint("1;31", text);
            case WARNING -> paint("33", text);
            case UNKNOWN, CALM -> text;
        };
    }

    private String paint(String colour, String text) {
        return coloured ? "\u001B[" + colour + "m" + text + "\u001B[0m" : text;
    }

    private static String count(@Nullable Long number, int width) {
        return pad(number == null ? "?" : Long.toString(number), width, true);
    }

    /** Columns side by side; each but the last is as wide as {@code width}. */
    private static List<String> beside(List<List<String>> columns, int width) {
        int height = columns.stream().mapToInt(List::size).max().orElse(0);
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < height; i++) {
            StringBuilder line = new StringBuilder();
            for (List<String> column : columns) {
                String cell = i < column.size() ? column.get(i) : "";
                line.append(cell).append(" ".repeat(GAP + (cell.isEmpty() ? width : 0)));
            }
            lines.add(line.toString().stripTrailing());
        }
        return lines;
    }

    private static String cut(String text, int width) {
        return Cells.width(text) <= width ? text : text.substring(0, text.offsetByCodePoints(0, width - 1)) + "…";
    }
}
