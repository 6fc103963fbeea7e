package org.wardflow.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wardflow.app.home.Folders;

/** Does what docs/your-hospital.md tells a reader to do. */
class YourHospitalTest {
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```(\\w+) ?(\\S*)\\n(.*?)^```$");
    private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|(\\S+)");

    @TempDir
    Path folder;

    @Test
    void thePageWorksFromTopToBottom() throws IOException {
        Session session = new Session(folder.resolve("home"));
        List<String> answers = new ArrayList<>();
        Matcher block = BLOCK.matcher(Files.readString(Path.of("..", "docs", "your-hospital.md")));
        while (block.find()) {
            if (block.group(1).equals("sh")) {
                for (String line : block.group(3).lines().toList()) {
                    Session.Outcome outcome = session.run(arguments(line));
                    assertThat(outcome.err()).as(line).isEmpty();
                    assertThat(outcome.exitCode()).as(line).isZero();
                    answers.add(outcome.out());
                }
            } else {
                Path file = file(block.group(2));
                Files.createDirectories(file.resolveSibling("."));
                Files.writeString(file, block.group(3));
            }
        }
        assertThat(answers).hasSize(12);
        assertThat(answers.get(3)).contains("Northgate Hospital", "Intensive Care");
        assertThat(answers.get(4)).contains("unknown_hospital  west");
        assertThat(answers.get(5))
                .contains("department: sent a&e, used Emergency", "department: sent ITU, used Intensive Care");
        assertThat(answers.get(7)).contains("north             1", "west              1");
        assertThat(answers.get(10)).contains("ITU-1   2026-10-30T13:05:00Z");
        assertThat(answers.get(11))
                .containsPattern(
                        "silver\\.bed_call: 1 example, [1-9][0-9]* states compared with a full rebuild: all hold")
                .contains("1 checked, none with problems");
    }

    @Test
    void aTableWhoseContentIsTakenAwayIsNoLongerMadeAndKeepsItsRows() throws IOException {
        Session session = new Session(folder.resolve("home"));
        Path own = Files.createDirectories(folder.resolve("home/content/gold/sites"));
        Files.writeString(own.resolve("contract.yaml"), """
                apiVersion: v3.1.0
                kind: DataContract
                id: gold.sites
                version: 1.0.0
                status: active
                description: {purpose: "The sites."}
                schema:
                  - name: sites
                    logicalType: object
                    properties:
                      - {name: hospital_id, physicalType: STRING, required: true, primaryKey: true, classification: public}
                """);
        Files.writeString(
                own.resolve("model.sql"),
                "-- kind:   full\n-- lookup: codes.hospital\nselect hospital_id from codes.hospital\n");
        assertThat(session.run("run").err()).isEmpty();
        assertThat(session.run("tables")).satisfies(made -> {
            assertThat(made.out()).contains("gold.sites");
            assertThat(made.err()).isEmpty();
        });

        Folders.delete(own);
        assertThat(session.run("run").err()).isEmpty();
        Session.Outcome tables = session.run("tables", "--format", "csv");
        assertThat(tables.exitCode()).isZero();
        assertThat(tables.out()).contains("\ngold.sites,1,7,");
        assertThat(tables.err()).startsWith("gold.sites is no longer made: ").hasLineCount(1);
        String all = "select * from gold.sites";
        assertThat(session.run("query", all).err())
                .contains("TABLE_MISSING: The table gold.sites is no longer made", "its rows are kept");
        assertThat(session.run("query", all, "--known-at", "1").out()).contains("(7 rows)");
    }

    /** Content goes to the home, input beside it. */
    private Path file(String name) {
        return name.startsWith("content/") ? folder.resolve("home").resolve(name) : folder.resolve(name);
    }

    private String[] arguments(String line) {
        List<String> words = new ArrayList<>();
        Matcher word = WORD.matcher(line);
        while (word.find()) {
            words.add(word.group(1) != null ? word.group(1) : word.group(2));
        }
        assertThat(words.get(0)).isEqualTo("./wardflow");
        return words.stream()
                .skip(1)
                .map(text -> text.matches("\\w+\\.(csv|ndjson)")
                        ? folder.resolve(text).toString()
                        : text)
                .toArray(String[]::new);
    }
}
