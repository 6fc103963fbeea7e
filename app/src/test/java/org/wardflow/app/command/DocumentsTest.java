package org.wardflow.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.wardflow.app.settings.Setting;
import org.wardflow.app.settings.Settings;
import org.wardflow.core.ErrorCode;

class DocumentsTest {
    private static final Path DOCS = Path.of("..", "docs");

    @Test
    void everyErrorHasARowWithItsNumberAndExitCode() throws IOException {
        List<String> rows = Pattern.compile("(?m)^\\| ([0-9]+) \\| `([A-Z_]+)` \\| ([0-9]) \\| [^|]+ \\| [^|]+ \\|$")
                .matcher(Files.readString(DOCS.resolve("errors.md")))
                .results()
                .map(row -> row.group(1) + " " + row.group(2) + " " + row.group(3))
                .toList();
        assertThat(rows)
                .containsExactlyElementsOf(Stream.of(ErrorCode.values())
                        .map(code -> "%s %s %s"
                                .formatted(
                                        code.number(), code, ExitCode.of(code).number()))
                        .toList());
    }

    @Test
    void theListOfSettingsIsTheRegistry() throws IOException {
        Path page = DOCS.resolve("configuration.md");
        StringBuilder fresh = new StringBuilder("| setting | default | value | what it does |\n|---|---|---|---|\n");
        for (Setting<?> setting : Settings.ALL) {
            String byDefault = setting.defaultText().isEmpty() ? "none" : "`" + setting.defaultText() + "`";
            fresh.append("| `%s` | %s | %s | %s |\n"
                    .formatted(setting.name(), byDefault, setting.kind(), setting.description()));
        }
        String text = Files.readString(page);
        String mark = "<!-- generated: settings -->\n";
        int from = text.indexOf(mark) + mark.length();
        String expected = text.substring(0, from) + fresh + text.substring(text.indexOf("<!-- end -->"));
        if (Boolean.getBoolean("docs.update")) {
            Files.writeString(page, expected);
        }
        assertThat(Files.readString(page))
                .as("run again with -Ddocs.update=true")
                .isEqualTo(expected);
    }
}
