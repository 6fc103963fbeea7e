package org.wardflow.lake;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.roaringbitmap.RoaringBitmap;

class CompactionPlanTest {
    @Test
    void sevenSmallFilesAreLeftAloneAndEightBecomeOne() {
        assertThat(plan(files(7, 100)).rewrites()).isEmpty();

        List<CompactionPlan.Rewrite> rewrites = plan(files(8, 100)).rewrites();
        assertThat(rewrites).hasSize(1);
        assertThat(rewrites.get(0).files()).hasSize(8);
        assertThat(rewrites.get(0).rows()).isEqualTo(800);
    }

    @Test
    void filesAreMergedWithTheirLikeOnly() {
        List<DataFile> files = new ArrayList<>(files(7, 100));
        files.addAll(files(7, 5_000));

        assertThat(plan(files).rewrites()).isEmpty();
    }

    @Test
    void noFileGrowsBeyondTheLimitAndHalfFullOnesAreLeftAlone() {
        List<DataFile> files = new ArrayList<>(files(9, CompactionPlan.FILE_ROWS_MAX / 3));
        files.addAll(files(9, CompactionPlan.FILE_ROWS_MAX / 2 + 1));

        assertThat(plan(files).rewrites())
                .isNotEmpty()
                .allSatisfy(rewrite -> assertThat(rewrite.rows()).isLessThanOrEqualTo(CompactionPlan.FILE_ROWS_MAX))
                .allSatisfy(rewrite -> assertThat(rewrite.files()).hasSizeGreaterThan(1));
    }

    @Test
    void aFileIsRewrittenWhenMoreThanThreeRowsOfTenAreDeleted() {
        assertThat(plan(List.of(file(1_000, 300))).rewrites()).isEmpty();
        assertThat(plan(List.of(file(1_000, 301))).rewrites())
                .containsExactly(new CompactionPlan.Rewrite(List.of(file(1_000, 301))));
    }

    @Test
    void aSmallFileWaitsForItsLikeHoweverManyOfItsRowsAreDeleted() {
        assertThat(plan(List.of(file(999, 998))).rewrites()).isEmpty();
        List<DataFile> eight = new ArrayList<>(files(7, 500));
        eight.add(file(999, 998));
        assertThat(plan(eight).rewrites()).containsExactly(new CompactionPlan.Rewrite(eight));
    }

    @Test
    void aTableOfManySmallCommitsKeepsFewFilesAndRewritesEachRowFewTimes() {
        List<DataFile> files = new ArrayList<>();
        long rewritten = 0;
        int most = 0;
        for (int commit = 0; commit < 20_000; commit++) {
            files.add(file(100, 0));
            for (CompactionPlan.Rewrite rewrite : plan(files).rewrites()) {
                files.removeAll(rewrite.files());
                files.add(file(rewrite.rows(), 0));
                rewritten += rewrite.rows();
            }
            most = Math.max(most, files.size());
        }

        assertThat(files.stream().mapToLong(DataFile::rows).sum()).isEqualTo(2_000_000);
        assertThat(most).isLessThan(50);
        assertThat((double) rewritten / 2_000_000).isLessThan(7);
    }

    private static int name;

    private static List<DataFile> files(int count, long rows) {
        List<DataFile> files = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            files.add(file(rows, 0));
        }
        return files;
    }

    private static DataFile file(long rows, long deleted) {
        return new DataFile(
                rows + "-" + (deleted > 0 ? "worn" : name++),
                Path.of("unused"),
                rows,
                rows,
                RoaringBitmap.bitmapOfRange(0, deleted),
                Map.of(),
                null);
    }

    private static CompactionPlan plan(List<DataFile> files) {
        return CompactionPlan.of(new Files(files));
    }

    private record Files(List<DataFile> files) implements Snapshot {
        @Override
        public TableName table() {
            return TestLake.STAYS;
        }

        @Override
        public String tableId() {
            return "";
        }

        @Override
        public long version() {
            return 0;
        }

        @Override
        public Instant committedAt() {
            return Instant.EPOCH;
        }

        @Override
        public List<Column> columns() {
            return List.of();
        }

        @Override
        public List<TableChanges.Slice> slicesWithKeys(List<String> keyColumns, long[] keyHashes) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Map<String, String> domains() {
            return Map.of();
        }

        @Override
        public Optional<String> domain(String domain) {
            return Optional.empty();
        }
    }
}
