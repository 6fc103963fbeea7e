package org.wardflow.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.roaringbitmap.RoaringBitmap;
import org.wardflow.core.ErrorCode;
import org.wardflow.core.WardflowException;

class ChangesTest extends OnOneTable {
    @Test
    void anAppendAddsItsRows() {
        rows.append(table, 0, 3);
        rows.append(table, 3, 5);

        assertChanges(1, 2, List.of("p3", "p4"), List.of());
        assertChanges(0, 2, List.of("p0", "p1", "p2", "p3", "p4"), List.of());
        assertChanges(2, 2, List.of(), List.of());
    }

    @Test
    void deletedRowsOfAnOldFileAreTheirOldImages() {
        Snapshot base = rows.append(table, 0, 5);
        base = hide(base, 0, 1);
        hide(base, 0, 3);

        assertChanges(1, 3, List.of(), List.of("p1", "p3"));
        assertChanges(2, 3, List.of(), List.of("p3"));
    }

    @Test
    void aRowAddedAndRemovedInTheRangeIsInNeither() {
        Snapshot base = rows.append(table, 0, 3);
        hide(base, 0, 1);

        assertChanges(0, 2, List.of("p0", "p2"), List.of());
    }

    @Test
    void aFileAddedAndRemovedInTheRangeIsInNeither() {
        Snapshot base = rows.append(table, 0, 3);
        remove(base, 0);

        assertChanges(0, 2, List.of(), List.of());
        assertChanges(1, 2, List.of(), List.of("p0", "p1", "p2"));
    }

    @Test
    void aFileRemovedWholeLeavesOutTheRowsDeletedBefore() {
        Snapshot base = hide(rows.append(table, 0, 3), 0, 1);
        remove(base, 0);

        assertChanges(2, 3, List.of(), List.of("p0", "p2"));
        assertChanges(1, 3, List.of(), List.of("p0", "p1", "p2"));
    }

    @Test
    void aFileWhoseLastRowIsDeletedIsRemovedWhole() {
        Snapshot base = hide(rows.append(table, 0, 3), 0, 1);
        base = hide(base, 0, 0, 2);

        assertThat(base.files()).isEmpty();
        assertChanges(2, 3, List.of(), List.of("p0", "p2"));
    }

    @Test
    void aCompactionChangesNothing() {
        rows.append(table, 0, 3);
        Snapshot base = rows.append(table, 3, 5);
        compact(base, 0, 5);

        assertChanges(2, 3, List.of(), List.of());
        assertChanges(1, 3, List.of("p3", "p4"), List.of());
    }

    @Test
    void rowsDeletedAfterACompactionAreOldImages() {
        rows.append(table, 0, 3);
        Snapshot base = rows.append(table, 3, 5);
        base = compact(base, 0, 5);
        hide(base, 0, 4);

        assertChanges(2, 4, List.of(), List.of("p4"));
        assertChanges(3, 4, List.of(), List.of("p4"));
    }

    @Test
    void deletionsBeforeACompactionOfTheSameFileAreKept() {
        Snapshot base = hide(rows.append(table, 0, 3), 0, 0);
        compact(base, 1, 3);

        assertChanges(1, 3, List.of(), List.of("p0"));
    }

    /** As when rows were hidden in the old files while the new one was being written. */
    @Test
    void rowsHiddenInACompactedFileFromTheStartAreNoChange() {
        rows.append(table, 0, 3);
        Snapshot base = hide(rows.append(table, 3, 5), 0, 1);
        Set<String> all = Set.copyOf(base.files().stream().map(DataFile::path).toList());
        StagedFile staged = table.prepare(rows.stage(table, 0, 5).hiding(RoaringBitmap.bitmapOf(1)));
        base = TestLake.committed(
                table.commit(new Commit("COMPACT", base, List.of(staged), Map.of(), all, Map.of(), false)));
        assertThat(rows.ids(base)).containsExactly("p0", "p2", "p3", "p4");
        assertThat(base.visibleRows()).isEqualTo(4);
        hide(base, 0, 4);

        assertChanges(2, 4, List.of(), List.of("p1"));
        assertChanges(3, 4, List.of(), List.of());
        assertChanges(3, 5, List.of(), List.of("p4"));
        assertChanges(0, 4, List.of("p0", "p2", "p3", "p4"), List.of());
    }

    @Test
    void aFileWithoutAVisibleRowIsNotTakenIn() {
        StagedFile staged = rows.stage(table, 0, 2);
        assertThatThrownBy(() -> staged.hiding(RoaringBitmap.bitmapOf(0, 1)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void addedColumnsChangeNoRow() {
        rows.append(table, 0, 3);
        table.addColumns(List.of(new Column("bed", ColumnType.STRING, false, false)));

        assertChanges(1, 2, List.of(), List.of());
        assertChanges(0, 2, List.of("p0", "p1", "p2"), List.of());
    }

    @Test
    void aVersionThatIsNotThereYetIsRefused() {
        assertThatThrownBy(() -> table.changes(0, 1))
                .isInstanceOfSatisfying(
                        WardflowException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.VERSION_GONE));
    }

    private void assertChanges(long from, long to, List<String> added, List<String> removed) {
        TableChanges changes = table.changes(from, to);
        assertThat(rows.ids(changes.added())).isEqualTo(added);
        assertThat(rows.ids(changes.removed())).isEqualTo(removed);
    }

    private Snapshot hide(Snapshot base, int file, int... positions) {
        return TestLake.committed(table.commit(TestLake.commit(
                base, List.of(), Map.of(base.files().get(file).path(), RoaringBitmap.bitmapOf(positions)), Set.of())));
    }

    private void remove(Snapshot base, int file) {
        TestLake.committed(table.commit(TestLake.commit(
                base, List.of(), Map.of(), Set.of(base.files().get(file).path()))));
    }

    /** Rewrites all files as one that holds the given rows. */
    private Snapshot compact(Snapshot base, long from, long until) {
        Set<String> all = Set.copyOf(base.files().stream().map(DataFile::path).toList());
        return TestLake.committed(table.commit(
                new Commit("COMPACT", base, List.of(rows.stage(table, from, until)), Map.of(), all, Map.of(), false)));
    }
}
