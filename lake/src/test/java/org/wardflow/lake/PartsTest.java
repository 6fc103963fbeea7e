package org.wardflow.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wardflow.lake.TestLake.STAYS;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files of a range of versions are all that its versions, and the changes between them, are read from. */
class PartsTest {
    /** More entries than a log may have without a checkpoint. */
    private static final int ENTRIES = 120;

    @TempDir
    Path folder;

    @Test
    void aCopyOfARangeIsSoundAndReadAtItsStartItsEndAndInBetween() throws Exception {
        Path root = folder.resolve("lake");
        Path copy = folder.resolve("copy");
        try (TestLake rows = new TestLake();
                Lake lake = TestLake.open(root)) {
            Table table = lake.create(TestLake.SPEC);
            rows.append(table, 0, 3);
            long from = rows.append(table, 3, 6).version();
            Snapshot small = rows.append(table, 6, 9);
            compact(rows, table, small);
            for (int i = 0; i < ENTRIES; i++) {
                TestLake.committed(table.commit(new Commit(
                        "TEST", table.latest(), List.of(), Map.of(), Set.of(), Map.of("n", String.valueOf(i)), true)));
            }
            long to = rows.append(table, 9, 12).version();
            assertThat(table.maintain(new Retention(from, Instant.parse("2999-01-01T00:00:00Z")))
                            .checkpointed())
                    .isTrue();
            rows.append(table, 12, 15);

            for (TablePart part : table.parts(from, to)) {
                Path target = copy.resolve(root.relativize(part.path()).toString());
                Files.createDirectories(target.getParent());
                Files.copy(part.path(), target);
            }
            try (Lake restored = TestLake.read(copy)) {
                Table same = restored.find(STAYS).orElseThrow();
                assertThat(same.check(TableCheck.Depth.DIGESTS).damages()).isEmpty();
                assertThat(same.latest().version()).isEqualTo(to);
                for (long version : List.of(from, small.version(), to)) {
                    assertThat(rows.ids(same.at(version))).isEqualTo(rows.ids(table.at(version)));
                }
                assertThat(same.changes(from, to).added()).hasSize(2).allSatisfy(slice -> same.verify(slice.file()));
            }
        }
    }

    private static void compact(TestLake rows, Table table, Snapshot base) {
        Set<String> all = Set.copyOf(base.files().stream().map(DataFile::path).toList());
        var unused = TestLake.committed(table.commit(
                new Commit("COMPACT", base, List.of(rows.stage(table, 0, 9)), Map.of(), all, Map.of(), false)));
    }
}
