package org.wardflow.flow.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wardflow.core.WardflowException;

/** A site writes code files by hand: what would go wrong in silence is refused, with its line. */
class CodesTest {
    private static final String ABOUT = "source: us\nversion: 1.0.0\nlicence: none\n";

    @TempDir
    Path folder;

    @BeforeEach
    void content() throws IOException {
        Files.createDirectories(folder.resolve("codes"));
        write("ward.csv", "ward\nICU\nA&E\n");
        write("ward.yaml", ABOUT + "key: ward");
        write("synonym.csv", "synonym,ward\nitu,ICU\n");
        write("synonym.yaml", ABOUT + "key: synonym\nlower_case: synonym\nrefers: {ward: ward}");
        write("site.csv", "site,zone\n1,Europe/London\n");
        write("site.yaml", ABOUT + "key: site\ntime_zone: zone");
    }

    @Test
    void whatHoldsIsRead() {
        assertThat(Content.load(folder).codes()).containsOnlyKeys("rule", "site", "synonym", "ward");
    }

    @Test
    void aSlipOfThePenIsNamedWithItsLine() throws IOException {
        refuses("synonym.csv", "synonym,ward\nitu, ICU\n", "line 2: ward ' ICU' has a space at its edge");
        refuses(
                "synonym.csv",
                "synonym,ward\nitu,ICU\ngp,Nowhere\n",
                "line 3: ward 'Nowhere' is not in codes/ward.csv");
        refuses("synonym.csv", "synonym,ward\nitu,ICU\nitu,A&E\n", "line 3: synonym 'itu' comes twice");
        refuses("synonym.csv", "synonym,ward\nITU,ICU\n", "line 2: synonym 'ITU' is compared in lower case");
        refuses("synonym.csv", "synonym,ward\n,ICU\n", "line 2: synonym is empty");
        refuses("site.csv", "site,zone\n1,Europe/Londn\n", "line 2: zone 'Europe/Londn' is no time zone");
        refuses("site.csv", "site,zone\n1,\n", "line 2: zone is empty");
    }

    @Test
    void onlySoManyProblemsOfATableAreShown() throws IOException {
        write("synonym.csv", "synonym,ward\n" + "itu,None\n".repeat(20));
        assertThatThrownBy(() -> Content.load(folder))
                .isInstanceOf(WardflowException.class)
                .satisfies(
                        thrown -> assertThat(String.valueOf(thrown.getMessage()).split("line ", -1))
                                .hasSize(1 + 5));
    }

    @Test
    void theRulesAreNotWrittenByHand() throws IOException {
        refuses("rule.csv", "rule_id,action\nx,flag\n", "codes.rule is made of the contracts");
    }

    private void refuses(String file, String text, String problem) throws IOException {
        Path path = folder.resolve("codes").resolve(file);
        String before = Files.exists(path) ? Files.readString(path) : null;
        write(file, text);
        assertThatThrownBy(() -> Content.load(folder))
                .isInstanceOf(WardflowException.class)
                .hasMessageContaining("CONTRACT_INVALID")
                .hasMessageContaining(file)
                .hasMessageContaining(problem);
        if (before == null) {
            Files.delete(path);
        } else {
            write(file, before);
        }
    }

    private void write(String file, String text) throws IOException {
        Files.writeString(folder.resolve("codes").resolve(file), text);
    }
}
