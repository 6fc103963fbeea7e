package org.wardflow.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wardflow.core.WallClock;
import org.wardflow.flow.content.Content;
import org.wardflow.flow.engine.Relation;
import org.wardflow.flow.engine.SqlSession;
import org.wardflow.lake.Column;
import org.wardflow.lake.ColumnType;
import org.wardflow.lake.StagedFile;
import org.wardflow.lake.TableName;
import org.wardflow.lake.TableSpec;

class WorkMeterTest {
    private static final long SOON_NANOS = 60_000_000_000L;
    private static final TableName MODEL = TableName.parse("gold.numbers");
    private static final TableSpec SPEC =
            new TableSpec(MODEL, List.of(new Column("n", ColumnType.BIGINT, false, false)), List.of(), List.of());

    @TempDir
    private Path folder;

    @Test
    void workIsCountedForTheModelThatItIsDoneFor() throws Exception {
        WorkMeter meter = new WorkMeter();
        try (SparkEngine engine = SparkEngine.on(TestSpark.session(), Content.load(folder));
                SqlSession session = engine.open()) {
            engine.measure(meter);
            // A small query is one task, which shuffles nothing.
            engine.useThreads(engine.parallelism());
            session.workFor(Optional.of(MODEL));
            Relation computed = session.select("select id % 7 as n from range(5000) group by id % 7", Map.of());
            List<StagedFile> staged = session.stage(computed, SPEC, () -> folder.resolve("staged"));
            session.workFor(Optional.empty());
            assertThat(session.materialise("select id from range(5000)", Map.of())
                            .size())
                    .isEqualTo(5_000);

            long bytes = 0;
            for (StagedFile file : staged) {
                bytes += Files.size(file.path());
            }
            WorkMeter.Work work = await(meter, MODEL.toString());
            assertThat(work.writtenBytes()).isEqualTo(bytes);
            assertThat(work.shuffledBytes()).isPositive();
            assertThat(await(meter, WorkMeter.NONE).writtenBytes()).isZero();
        }
    }

    @Test
    void ofMillionsOfStagesTheLastAreRemembered() throws Exception {
        WorkMeter meter = new WorkMeter(2);
        try (SparkEngine engine = SparkEngine.on(TestSpark.session(), Content.load(folder));
                SqlSession session = engine.open()) {
            engine.measure(meter);
            engine.useThreads(engine.parallelism());
            for (int i = 0; i < 5; i++) {
                var unused = session.materialise("select id from range(10)", Map.of());
            }
            long limit = WallClock.nanos() + SOON_NANOS;
            while (meter.work()
                            .getOrDefault(WorkMeter.NONE, WorkMeter.Work.NOTHING)
                            .tasks()
                    < 5) {
                assertThat(WallClock.nanos()).as("nothing told").isLessThan(limit);
                Thread.sleep(50);
            }
            assertThat(meter.stages()).isEqualTo(2);
        }
    }

    /** Spark tells its listeners on a thread of its own; the work of another model comes after all of this one's. */
    private static WorkMeter.Work await(WorkMeter meter, String model) throws InterruptedException {
        long limit = WallClock.nanos() + SOON_NANOS;
        while (!meter.work().containsKey(WorkMeter.NONE)) {
            assertThat(WallClock.nanos()).as("nothing told").isLessThan(limit);
            Thread.sleep(50);
        }
        return meter.work().getOrDefault(model, WorkMeter.Work.NOTHING);
    }
}
