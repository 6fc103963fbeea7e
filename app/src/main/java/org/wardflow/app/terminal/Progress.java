package org.wardflow.app.terminal;

import org.wardflow.core.WallClock;

/** A bar with rate and time left, drawn over one line of a live terminal; elsewhere silent. */
public final class Progress implements AutoCloseable {
    private static final int BAR_CELLS = 24;
    private static final long REDRAW_NANOS = 100_000_000;

    private final Terminal terminal;
    private final String label;
    private final String unit;
    private final long total;
    private final long started = WallClock.nanos();
    private long drawn;
    private boolean shown;

    /** Starts at zero of {@code total} units. */
    public Progress(Terminal terminal, String label, String unit, long total) {
        this.terminal = terminal;
        this.label = label;
        this.unit = unit;
        this.total = Math.max(1, total);
    }

    /** Draws, at most ten times a second. */
    public void at(long done) {
        long now = WallClock.nanos();
        if (!terminal.live() || (shown && now - drawn < REDRAW_NANOS)) {
            return;
        }
        shown = true;
        drawn = now;
        int full = (int) (BAR_CELLS * Math.min(done, total) / total);
        double seconds = Math.max(1e-3, (now - started) / 1e9);
        double rate = done / seconds;
        String left = done == 0 ? "" : ", %ss left".formatted(Math.round((total - done) / rate));
        terminal.err()
                .print("\r\u001b[K%s [%s%s] %s%% %s %s/s%s"
                        .formatted(
                                label,
                                "#".repeat(full),
                                ".".repeat(BAR_CELLS - full),
                                100 * Math.min(done, total) / total,
                                Cells.count(Math.round(rate)),
                                unit,
                                left));
        terminal.err().flush();
    }

    /** Wipes the line, so that others can print; the next report draws it again. */
    public void wipe() {
        if (shown) {
            terminal.err().print("\r\u001b[K");
            terminal.err().flush();
            shown = false;
        }
    }

    @Override
    public void close() {
        wipe();
    }
}
