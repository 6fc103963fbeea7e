package org.wardflow.app.board;

import java.util.List;

/**
 * What the screen shows at one moment.
 *
 * @param title the first line
 * @param wards in any order
 * @param status short facts, laid out beside one another as they fit
 * @param notes lines below, cut at the edge of the screen
 * @param commands lines to be copied, never cut; the first is shown in any case, the others where there is room
 */
public record Board(String title, List<Ward> wards, List<String> status, List<String> notes, List<String> commands) {
    public Board {
        wards = List.copyOf(wards);
        status = List.copyOf(status);
        notes = List.copyOf(notes);
        commands = List.copyOf(commands);
    }

    /** How many characters and lines there are. */
    public record Size(int columns, int lines) {}
}
