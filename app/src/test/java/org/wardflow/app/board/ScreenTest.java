package org.wardflow.app.board;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.wardflow.app.terminal.Terminal;

class ScreenTest {
    private static final Board BOARD = new Board("title", List.of(), List.of("fact"), List.of(), List.of());

    private final StringWriter out = new StringWriter();

    private Terminal terminal(Map<String, String> environment) {
        return terminal(out, environment);
    }

    private static Terminal terminal(Writer out, Map<String, String> environment) {
        return new Terminal(
                new PrintWriter(out),
                new PrintWriter(new StringWriter()),
                InputStream.nullInputStream(),
                true,
                false,
                environment,
                Clock.fixed(Instant.EPOCH, ZoneOffset.UTC));
    }

    @Test
    void aTerminalIsClearedOnceAndThenDrawnOver() {
        Screen screen = Screen.inPlace(terminal(Map.of()), () -> new Board.Size(80, 24));
        screen.show(BOARD);
        screen.show(BOARD);
        String first = "\u001B[2J\u001B[Htitle\u001B[K\n";
        assertThat(out.toString()).startsWith(first);
        assertThat(out.toString().substring(first.length()))
                .contains("\u001B[J\u001B[Htitle\u001B[K\n")
                .doesNotContain("\u001B[2J");
    }

    @Test
    void elsewhereBoardsFollowOneAnotherWithoutControlCharacters() {
        Screen screen = Screen.plain(terminal(Map.of()));
        screen.show(BOARD);
        screen.show(BOARD);
        assertThat(out.toString()).doesNotContain("\u001B");
        assertThat(out.toString().lines().filter("title"::equals)).hasSize(2);
    }

    @Test
    void itIsInPlaceOnlyOnATerminalThatCanAndMay() {
        Map<String, String> able = Map.of("TERM", "xterm-256color");
        assertThat(Screen.of(terminal(able), true).isInPlace()).isTrue();
        assertThat(Screen.of(terminal(able), false).isInPlace()).isFalse();
        assertThat(Screen.of(terminal(Map.of("TERM", "dumb")), true).isInPlace())
                .isFalse();
        assertThat(Screen.of(terminal(Map.of()), true).isInPlace()).isFalse();
        assertThat(Screen.of(terminal(Map.of("TERM", "xterm", "NO_COLOR", "1")), true)
                        .isInPlace())
                .isFalse();
    }

    @Test
    void aReaderThatWentAwayEndsIt() {
        Screen screen = Screen.plain(terminal(
                new Writer() {
                    @Override
                    public void write(char[] text, int from, int length) throws IOException {
                        throw new IOException("broken pipe");
                    }

                    @Override
                    public void flush() {}

                    @Override
                    public void close() {}
                },
                Map.of()));
        assertThatThrownBy(() -> screen.show(BOARD)).isInstanceOf(Terminal.PipeClosed.class);
    }

    @Test
    void theSizeIsReadAsSttyPrintsIt() {
        assertThat(TerminalSize.parse("24 80\n")).contains(new Board.Size(80, 24));
        assertThat(TerminalSize.parse("0 0")).isEqualTo(Optional.empty());
        assertThat(TerminalSize.parse("stty: /dev/tty: No such device")).isEmpty();
        assertThat(TerminalSize.parse("9999 9999")).contains(new Board.Size(1_000, 1_000));
    }
}
