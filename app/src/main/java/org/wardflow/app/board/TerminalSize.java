package org.wardflow.app.board;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.wardflow.core.WallClock;

/** How large the terminal is: asked of {@code stty} now and then, since it may be changed; else what the shell says; else 80 by 24. */
final class TerminalSize implements Supplier<Board.Size> {
    private static final Duration ASK_EVERY = Duration.ofSeconds(2);
    private static final Duration ANSWER_MAX = Duration.ofMillis(500);
    private static final int SIDE_MAX = 1_000;
    private static final Pattern ANSWER = Pattern.compile("([0-9]{1,4}) ([0-9]{1,4})\\s*");

    private final Map<String, String> environment;
    private Board.Size known = new Board.Size(80, 24);
    private long asked;
    private boolean told;

    TerminalSize(Map<String, String> environment) {
        this.environment = environment;
    }

    @Override
    public Board.Size get() {
        long now = WallClock.nanos();
        if (!told || now - asked > ASK_EVERY.toNanos()) {
            asked = now;
            told = true;
            known = parse(ask())
                    .or(() -> parse(environment.get("LINES") + " " + environment.get("COLUMNS")))
                    .orElse(known);
        }
        return known;
    }

    /** Reads lines and columns as {@code stty size} prints them; empty for anything else. */
    static Optional<Board.Size> parse(String answer) {
        Matcher sizes = ANSWER.matcher(answer);
        if (!sizes.matches()) {
            return Optional.empty();
        }
        int lines = Math.min(SIDE_MAX, Integer.parseInt(sizes.group(1)));
        int columns = Math.min(SIDE_MAX, Integer.parseInt(sizes.group(2)));
        return lines == 0 || columns == 0 ? Optional.empty() : Optional.of(new Board.Size(columns, lines));
    }

    private static String ask() {
        try {
            Process stty = new ProcessBuilder("sh", "-c", "stty size </dev/tty 2>/dev/null").start();
            if (!stty.waitFor(ANSWER_MAX.toMillis(), TimeUnit.MILLISECONDS)) {
                stty.destroyForcibly();
                return "";
            }
            return new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        } catch (IOException e) {
            return "";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        }
    }
}
