package org.wardflow.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wardflow.core.WardflowException;

class DirtTest {

    @Test
    void theDefaultGivesEveryRuleARate() {
        assertThat(Dirt.of("default").rates()).containsOnlyKeys(Rule.ofEvents());
    }

    @Test
    void aRuleOfRowsHasNoRateAsTheSimulatorSoilsNone() {
        assertThatThrownBy(() -> Dirt.parse("row_without_key=0.5", "f"))
                .isInstanceOf(WardflowException.class)
                .hasMessageContaining("unknown rule row_without_key");
    }

    @Test
    void noneHasNoRate() {
        assertThat(Dirt.of("none").rates()).isEmpty();
        assertThat(Dirt.none().rate(Rule.SILENT_VISIT)).isZero();
    }

    @Test
    void aFileSetsTheRatesItNames(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("dirt.properties"), "# mine\nsilent_visit = 0.5\nmerge_cycle=1\n");
        Dirt dirt = Dirt.of(file.toString());
        assertThat(dirt.rate(Rule.SILENT_VISIT)).isEqualTo(0.5);
        assertThat(dirt.rate(Rule.MERGE_CYCLE)).isEqualTo(1);
        assertThat(dirt.rate(Rule.NEVER_OPENED)).isZero();
    }

    @Test
    void anUnknownRuleIsRefusedWithTheNearestName() {
        assertThatThrownBy(() -> Dirt.parse("silent_visits=0.5", "f"))
                .isInstanceOf(WardflowException.class)
                .hasMessageContaining("unknown rule silent_visits")
                .hasMessageContaining("did you mean silent_visit?");
    }

    @Test
    void aRateIsAProbability() {
        assertThat(Dirt.parse("silent_visit=1.0", "f").rate(Rule.SILENT_VISIT)).isEqualTo(1);
        for (String wrong : new String[] {"1.01", "-0.1", "often", "NaN", ""}) {
            assertThatThrownBy(() -> Dirt.parse("silent_visit=" + wrong, "f"))
                    .isInstanceOf(WardflowException.class)
                    .hasMessageContaining("give a number from 0 to 1");
        }
    }

    @Test
    void aMissingFileIsAClearRefusal() {
        assertThatThrownBy(() -> Dirt.of("/no/such/dirt"))
                .isInstanceOf(WardflowException.class)
                .hasMessageContaining("/no/such/dirt");
    }
}
