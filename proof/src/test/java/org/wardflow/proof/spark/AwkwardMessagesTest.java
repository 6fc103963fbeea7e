package org.wardflow.proof.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wardflow.flow.content.Content;
import org.wardflow.lake.TableName;
import org.wardflow.proof.laws.CanonicalText;
import org.wardflow.proof.laws.Input;
import org.wardflow.proof.laws.Site;

/** Whatever a sender makes of JSON, of numbers, of text and of time: both engines, and the simulator's derivation, read the same. */
class AwkwardMessagesTest {
    private static final Content CONTENT = Content.load(AwkwardMessagesTest.class.getClassLoader(), Optional.empty());
    private static final long SEED = 5;

    @TempDir
    private Path folder;

    @Test
    void everyModelGivesTheSameRowsOnBothEnginesWhateverTheOrderOfArrival() throws Exception {
        holds(SEED, 2);
    }

    @Test
    @Tag("slow")
    void theSameHoldsForManyMore() throws Exception {
        holds(SEED + 1, 100);
    }

    private void holds(long seed, int rounds) throws Exception {
        Input input = AwkwardMessages.input(seed, rounds);
        List<byte[]> backwards = new ArrayList<>(input.patientFlow());
        Collections.reverse(backwards);
        SoftAssertions softly = new SoftAssertions();
        try (BothEngines inOrder = both("in-order", input, input.patientFlow());
                BothEngines shuffled = both("shuffled", input, backwards)) {
            CONTENT.graph().inOrder().forEach(model -> {
                List<String> stored = shuffled.stored(model.table());
                softly.assertThat(shuffled.computedBySpark(model))
                        .as(model.table() + " on Spark")
                        .isEqualTo(stored);
                softly.assertThat(stored)
                        .as(model.table() + " in another order of arrival")
                        .isEqualTo(inOrder.stored(model.table()));
            });
            input.expectedGold(AwkwardMessages.vitalSigns())
                    .forEach((name, table) -> softly.assertThat(
                                    inOrder.texts(new TableName("gold", name), table.columns()))
                            .as("gold." + name + " by the simulator")
                            .isEqualTo(table.rows().stream()
                                    .map(CanonicalText::of)
                                    .sorted()
                                    .toList()));
            assertThat(inOrder.stored(TableName.parse("silver.patient_flow_message")))
                    .hasSizeGreaterThan(100);
        }
        softly.assertAll();
    }

    private BothEngines both(String name, Input input, List<byte[]> messages) throws Exception {
        return new BothEngines(
                Files.createDirectories(folder.resolve(name)), CONTENT, site -> fill(site, input, messages));
    }

    private static void fill(Site site, Input input, List<byte[]> messages) {
        site.takeMessages("vital-sign", AwkwardMessages.vitalSigns(), input.recordedAt());
        site.takeAll(new Input(
                messages, input.departments(), input.patients(), input.recordedAt(), input.from(), input.until()));
    }
}
