package org.wardflow.app.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.wardflow.ingest.kafka.Gap;
import org.wardflow.ingest.kafka.PartitionState;

/** A log that lost its end, and did not grow as far again as it was read. */
@Execution(ExecutionMode.CONCURRENT)
class KafkaCutTest extends OnKafkaSite {
    private static final Gap CUT_AT_6 = new Gap(KafkaSite.FLOW, 0, Gap.Cause.CUT, 10, 0, 8, 6);

    @Test
    void whatWasWrittenSinceTheCutIsReadWhereverTheLogEndsNow() throws Exception {
        takeTenAndCutAtSix();
        site().pollUntil(() -> gap().equals(Optional.of(CUT_AT_6)));
        assertThat(CUT_AT_6.problem()).hasMessageContaining("the last 4 offsets that were read are gone from it");
        site().send("new 8");
        site().set("kafka: {bootstrap-servers: '%s'}".formatted(site().address()));
        site().closeHome();
        assertThat(site().type("source", "skip", "--all").out())
                .contains("partition 0 goes on at offset 6 instead of 10");
        site().openHome();
        site().takeUntil(13);
        assertThat(gap()).isEmpty();
        assertThat(site().bronzeRows()).isEqualTo(13);
        assertThat(site().next()).isEqualTo(9);
    }

    private void takeTenAndCutAtSix() throws IOException {
        site().send("0", "1", "2", "3", "4", "5");
        Path log = site().data().resolve(KafkaSite.FLOW + "-0");
        Path records = log.resolve("00000000000000000000.log");
        long kept = Files.size(records);
        site().send("6", "7", "8", "9");
        site().takeUntil(10);
        site().closeSource();
        site().stopBroker();
        try (FileChannel channel = FileChannel.open(records, StandardOpenOption.WRITE)) {
            assertThat(channel.truncate(kept).size()).isEqualTo(kept).isPositive();
        }
        // As a loss of power leaves it: nothing says that the broker ended in order.
        Files.delete(site().data().resolve(".kafka_cleanshutdown"));
        try (Stream<Path> files = Files.list(log)) {
            for (Path file : files.filter(path -> path.toString().matches(".*(index|snapshot)"))
                    .toList()) {
                Files.delete(file);
            }
        }
        site().startBroker();
        site().send("new 6", "new 7");
    }

    private Optional<Gap> gap() {
        return site().source().partitions().stream()
                .map(PartitionState::gap)
                .flatMap(Optional::stream)
                .findFirst();
    }
}
