package org.wardflow.lake;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Nothing lost, nothing doubled, nothing torn, whatever step of the disk fails and how. More seeds:
 *
 * <pre>mvn -B -pl lake -am test -Dtest=CrashSimulationTest -Dcrash.seeds=10000 -Dsurefire.failIfNoSpecifiedTests=false</pre>
 */
class CrashSimulationTest {
    private static final int SEEDS = Integer.getInteger("crash.seeds", 200);
    private static final int FROM = Integer.getInteger("crash.from", 0);

    /** Every so many seeds one begins just before a checkpoint. */
    private static final int PREPARED_EVERY = 8;

    @TempDir
    Path folder;

    @Test
    void everySeedEndsWithWhatWasConfirmed() throws IOException {
        Path prepared = folder.resolve("prepared");
        CrashSimulation.prepare(prepared);
        long faults = 0;
        for (long seed = FROM; seed < FROM + SEEDS; seed++) {
            Path root = folder.resolve("seed");
            if (seed % PREPARED_EVERY == 0) {
                copy(prepared, root);
            }
            try {
                faults += new CrashSimulation(root, seed).run();
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("again with -Dcrash.from=" + seed + " -Dcrash.seeds=1", e);
            }
            delete(root);
        }
        System.out.println(SEEDS + " seeds, " + faults + " faults struck, nothing lost, doubled or torn");
        assertThat(faults).as("faults must strike for this to mean something").isGreaterThan(SEEDS);
    }

    private static void copy(Path from, Path to) throws IOException {
        for (Path path : walk(from)) {
            Files.copy(path, to.resolve(from.relativize(path).toString()));
        }
    }

    private static void delete(Path root) throws IOException {
        List<Path> paths = walk(root);
        for (int i = paths.size() - 1; i >= 0; i--) {
            Files.delete(paths.get(i));
        }
    }

    private static List<Path> walk(Path root) throws IOException {
        try (var all = Files.walk(root)) {
            return new ArrayList<>(all.toList());
        }
    }
}
