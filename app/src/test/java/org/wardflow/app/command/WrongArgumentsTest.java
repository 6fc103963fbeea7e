package org.wardflow.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A mistyped line may hold an event that the shell took apart. */
class WrongArgumentsTest {
    @TempDir
    Path folder;

    private Session.Outcome run(List<String> line) {
        return new Session(folder.resolve("home")).run(line.toArray(String[]::new));
    }

    @Test
    void noValueOfAMistypedLineIsShown() throws IOException {
        Path event = Files.writeString(folder.resolve("event.json"), "{\"patient_id\": \"Smith\", \"age\": 4711}");
        for (List<String> line : List.of(
                List.of("send", "{patient_id:", "Smith", "age:", "4711}"),
                List.of("send", "{}", "Smith"),
                List.of("send", "{}", "4711"),
                List.of("send", "{}", "-Smith"),
                List.of("send", "{}", "--name=Smith"),
                List.of("send", "{}", "--Smith"),
                List.of("send", "--key", "--topic=Smith"),
                List.of("send", "--key", "Smith", "--key", "4711", "{}"),
                List.of("send", "@" + event, "@" + event),
                List.of("query", "select", "Smith", "4711"),
                List.of("qurey", "select 'Smith'"),
                List.of("Smith"),
                List.of("{patient_id:", "Smith}"),
                List.of("run", "--until", "Smith"),
                List.of("simulate", "--days", "Smith"),
                List.of("simulate", "--to", "{Smith}"),
                List.of("reset", "--yes=Smith"),
                List.of("history", "gold.dim_patient", "--limit", "Smith 4711"))) {
            Session.Outcome refused = run(line);
            assertThat(refused.exitCode()).as("%s", line).isEqualTo(2);
            assertThat(refused.err())
                    .as("%s", line)
                    .startsWith("WARDFLOW-1001 USAGE")
                    .contains("--help")
                    .doesNotContain("Smith", "4711", "This is a bug");
            assertThat(refused.out()).as("%s", line).isEmpty();
        }
    }

    @Test
    void whereItIsWrongIsSaid() {
        assertThat(run(List.of("send", "{patient_id:", "Smith", "age:", "4711}"))
                        .err())
                .contains("3 arguments more than it takes, behind the first 2", "between single quotes");
        assertThat(run(List.of("send", "{}", "--topc=x")).err())
                .contains("Unknown option: --topc\n", "did you mean --topic?");
        assertThat(run(List.of("send")).err()).contains("EVENT");
        assertThat(run(List.of("send", "--key")).err()).contains("--key");
        assertThat(run(List.of("simulate", "--to", "pigeon")).err()).contains("--to", "FILES", "pigeon");
        assertThat(run(List.of("simulate", "--to", "{Smith}")).err()).contains("--to", "FILES", "but was ***");
        assertThat(run(List.of("simulate", "--days", "Smith")).err()).contains("--days", "*** is not an int");
        assertThat(run(List.of("qurey", "select 1")).err())
                .contains("There is no command qurey", "did you mean query?");
    }
}
