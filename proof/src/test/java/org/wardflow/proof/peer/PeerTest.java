package org.wardflow.proof.peer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wardflow.app.bench.Machine;
import org.wardflow.proof.peer.PeerProcess.Kind;
import org.wardflow.proof.peer.PeerProcess.Load;
import org.wardflow.proof.peer.PeerProcess.Result;

/** Three pipelines over the same batches on the same machine, one after the other; what is true is known. */
@Tag("slow")
class PeerTest {
    private static final int EVENTS = Integer.getInteger("peer.events", 30_000);
    private static final int BATCHES = Integer.getInteger("peer.batches", 10);
    private static final long SEED = 7;

    @TempDir
    Path folder;

    @Test
    void theSameBatchesThroughEachPipeline() throws IOException, InterruptedException {
        Load load = new Load(EVENTS, BATCHES, SEED);
        List<Result> results = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            results.add(PeerProcess.run(kind, load, folder.resolve(kind.name())));
        }
        print(Visits.simulate(EVENTS, BATCHES, SEED), results);
        assertThat(results.get(0).wrongVisits() + results.get(0).wrongVersions())
                .isZero();
        assertThat(results.get(2).wrongVisits() + results.get(2).wrongVersions())
                .as("the second way to the same truth")
                .isZero();
    }

    private static void print(Visits visits, List<Result> results) {
        line("on " + Machine.describe());
        line(String.format(
                Locale.ROOT,
                "%,d events in %d batches; %,d visits and %,d versions of patients are true",
                visits.batches().stream().mapToInt(List::size).sum(),
                BATCHES,
                visits.visits().size(),
                visits.versions().size()));
        line(String.format(
                Locale.ROOT,
                "%-28s %9s %11s %14s %14s %16s %10s",
                "",
                "events/s",
                "s a batch",
                "of our time",
                "visits wrong",
                "versions wrong",
                "peak MiB"));
        for (Result result : results) {
            line(String.format(
                    Locale.ROOT,
                    "%-28s %,9.0f %11.2f %14.1f %,14d %,16d %,10d",
                    result.name(),
                    visits.batches().stream().mapToInt(List::size).sum() / result.total(),
                    result.median(),
                    result.total() / results.get(0).total(),
                    result.wrongVisits(),
                    result.wrongVersions(),
                    result.peakMebibytes()));
        }
    }

    private static void line(String text) {
        System.out.println(text);
    }
}
