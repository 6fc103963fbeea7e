package org.wardflow.app.log;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wardflow.core.ErrorCode;
import org.wardflow.core.WardflowException;

class LogsTest {
    @TempDir
    Path folder;

    @AfterEach
    void silence() {
        Logs.none();
    }

    @Test
    void eachLineIsAnObjectAndALibrarysExceptionKeepsItsMessageToItself() throws IOException {
        Logs.to(folder);
        System.getLogger("org.wardflow.some").log(System.Logger.Level.INFO, "phase={0}", "running\nand more");
        System.getLogger("org.wardflow.some")
                .log(
                        System.Logger.Level.WARNING,
                        "it failed",
                        new WardflowException(
                                ErrorCode.DISK_FULL, "what", "found", "fix", new IOException("patient Smith")));
        System.getLogger("org.apache.kafka").log(System.Logger.Level.INFO, "chatter");
        System.getLogger("org.apache.kafka").log(System.Logger.Level.WARNING, "x".repeat(5_000));
        List<String> lines = Files.readAllLines(folder.resolve(Logs.FILE));
        assertThat(lines).hasSize(3);
        JsonNode first = new ObjectMapper().readTree(lines.get(0));
        assertThat(first.path("message").asText()).isEqualTo("phase=running\nand more");
        assertThat(first.path("level").asText()).isEqualTo("INFO");
        JsonNode error = new ObjectMapper().readTree(lines.get(1)).path("error");
        assertThat(error.path(0).path("code").asText()).isEqualTo("WARDFLOW-3005 DISK_FULL");
        assertThat(error.path(1).path("class").asText()).isEqualTo("java.io.IOException");
        assertThat(String.join("\n", lines)).doesNotContain("Smith", "chatter");
        assertThat(new ObjectMapper().readTree(lines.get(2)).path("message").asText())
                .hasSize(LogHandler.MESSAGE_CHARS_MAX);
    }

    @Test
    void filesAreBoundedInSizeAndNumberAndTheNewestHasTheName() throws IOException {
        RotatingFile file = new RotatingFile(folder, "some.log", 100);
        for (int i = 0; i < 1_000; i++) {
            file.write("line number " + i);
        }
        file.close();
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.toList())
                    .hasSize(RotatingFile.MAX_FILES)
                    .allSatisfy(one -> assertThat(Files.size(one)).isLessThanOrEqualTo(100));
        }
        assertThat(folder.resolve("some.log")).content().contains("line number 999\n");
        assertThat(folder.resolve("some.log.1")).content().doesNotContain("999");
        RotatingFile again = new RotatingFile(folder, "some.log", 1_000);
        again.write("after the restart");
        again.close();
        assertThat(folder.resolve("some.log")).content().contains("line number 999\n", "after the restart\n");
    }

    @Test
    void aFileIsFullAtItsLimitAndNotBefore() throws IOException {
        RotatingFile file = new RotatingFile(folder, "some.log", 100);
        file.write("a".repeat(49));
        file.write("b".repeat(49));
        assertThat(folder.resolve("some.log")).hasSize(100);
        assertThat(folder.resolve("some.log.1")).doesNotExist();
        file.write("c");
        file.close();
        assertThat(folder.resolve("some.log")).hasContent("c\n");
        assertThat(file.lines()).containsExactly("a".repeat(49), "b".repeat(49), "c");
    }

    @Test
    void aLineThatACrashCutOffIsNoneAndTheNextDoesNotGoOnInIt() throws IOException {
        Files.writeString(folder.resolve("some.log"), "whole\nto");
        RotatingFile file = new RotatingFile(folder, "some.log", 100);
        assertThat(file.lines()).containsExactly("whole");
        file.write("next");
        file.close();
        assertThat(file.lines()).containsExactly("whole", "to", "next");
    }

    @Test
    void aLogThatCannotBeWrittenStopsNothing() throws IOException {
        Path blocked = Files.writeString(folder.resolve("file"), "");
        RotatingFile file = new RotatingFile(blocked, "some.log", 100);
        file.write("nowhere to go");
        Files.delete(blocked);
        file.write("here again");
        file.close();
        assertThat(blocked.resolve("some.log")).hasContent("here again\n");
    }
}
