package org.wardflow.app.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShellWordTest {
    @Test
    void whatNeedsNoQuotesHasNone() {
        assertThat(ShellWord.of(Path.of("/home/ann/.wardflow/demo"))).isEqualTo("/home/ann/.wardflow/demo");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/a b", "it's", "$HOME", "`id`", "a;b", "a&b", "\"", "\\", "*", "", "~", "#x", "ä(b)"})
    void aShellReadsTheWordBack(String word) throws IOException, InterruptedException {
        Process shell = new ProcessBuilder("sh", "-c", "printf %s " + ShellWord.of(word)).start();
        assertThat(new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .isEqualTo(word);
        assertThat(shell.waitFor()).isZero();
    }
}
