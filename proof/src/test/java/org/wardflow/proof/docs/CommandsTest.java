package org.wardflow.proof.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wardflow.proof.CommandLineUser;

/** Every command that a page shows exists, with the options that it shows. */
class CommandsTest {
    private static final Pattern COMMAND = Pattern.compile("\\./wardflow ([a-z][^`\n#|]*)");
    private static final Pattern OPTION = Pattern.compile("--[a-z-]+");

    @TempDir
    private Path folder;

    @Test
    void everyCommandShownHasTheOptionsShown() throws IOException {
        for (Page page : Page.all()) {
            for (MatchResult shown : COMMAND.matcher(page.text()).results().toList()) {
                assertThat(problems(shown.group(1)))
                        .as("%s: %s", page.file(), shown.group())
                        .isEmpty();
            }
        }
    }

    @Test
    void anUnknownCommandOrOptionIsFound() {
        assertThat(problems("fly --high")).containsExactly("no command fly");
        assertThat(problems("verify --truth DIR --faster")).containsExactly("no option --faster");
        assertThat(problems("kpi show census --as-of TIME")).isEmpty();
    }

    private List<String> problems(String shown) {
        List<String> words = List.of(shown.strip().split("\\s+", -1));
        CommandLineUser user = new CommandLineUser(folder);
        String help = user.type(words.get(0), "--help").out();
        if (!help.startsWith("Usage: wardflow " + words.get(0))) {
            return List.of("no command " + words.get(0));
        }
        String deeper = words.size() > 1 && words.get(1).matches("[a-z]+")
                ? user.type(words.get(0), words.get(1), "--help").out()
                : "";
        return OPTION.matcher(shown)
                .results()
                .map(MatchResult::group)
                .filter(option -> !(help + deeper).contains(option))
                .map(option -> "no option " + option)
                .toList();
    }
}
