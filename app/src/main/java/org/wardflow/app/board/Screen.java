package org.wardflow.app.board;

import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.wardflow.app.terminal.Terminal;

/** Where boards are shown: over one another on a terminal, else one below the other and less often. Not for several threads. */
public final class Screen {
    /** Of blocks that are written one below the other. */
    static final Board.Size PLAIN_SIZE = new Board.Size(80, 24);

    private static final String HOME = "\u001B[H";
    private static final String CLEAR = "\u001B[2J";
    private static final String CLEAR_LINE = "\u001B[K";
    private static final String CLEAR_BELOW = "\u001B[J";
    private static final String NEW_LINE = "\n";

    private final Terminal terminal;
    private final boolean inPlace;
    private final Supplier<Board.Size> size;
    private boolean begun;

    private Screen(Terminal terminal, boolean inPlace, Supplier<Board.Size> size) {
        this.terminal = terminal;
        this.inPlace = inPlace;
        this.size = size;
    }

    /** A terminal that boards are drawn over one another on, in colour. */
    public static Screen inPlace(Terminal terminal, Supplier<Board.Size> size) {
        return new Screen(terminal, true, size);
    }

    /** Boards one below the other, without colour. */
    public static Screen plain(Terminal terminal) {
        return new Screen(terminal, false, () -> PLAIN_SIZE);
    }

    /**
     * The one that suits: in place if the output is a terminal that can, and neither {@code NO_COLOR} nor {@code TERM=dumb} is set.
     *
     * @param watched the output is a terminal
     */
    public static Screen of(Terminal terminal, boolean watched) {
        Map<String, String> environment = terminal.environment();
        boolean able = !environment.getOrDefault("TERM", "dumb").equals("dumb")
                && environment.getOrDefault("NO_COLOR", "").isEmpty();
        return watched && able ? inPlace(terminal, new TerminalSize(environment)) : plain(terminal);
    }

    /** Whether boards replace one another, so that one may be shown every second. */
    public boolean isInPlace() {
        return inPlace;
    }

    /** Shows a board; throws {@link Terminal.PipeClosed} if nobody reads any more. */
    public void show(Board board) {
        StringBuilder text = new StringBuilder();
        if (inPlace) {
            // Cleared once, so that what scrolled by before stays readable above.
            text.append(begun ? HOME : CLEAR + HOME);
            Layout.coloured(board, size.get()).forEach(line -> text.append(line).append(CLEAR_LINE + NEW_LINE));
            text.append(CLEAR_BELOW);
        } else {
            List<String> lines = Layout.plain(board, size.get());
            lines.forEach(line -> text.append(line).append(NEW_LINE));
            text.append(NEW_LINE);
        }
        begun = true;
        terminal.out().print(text);
        terminal.out().flush();
        terminal.checkReader();
    }
}
