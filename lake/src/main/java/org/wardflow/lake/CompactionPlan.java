package org.wardflow.lake;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Which files of a table are worth writing anew as fewer, sorted ones. Files are merged with their like: eight of one
 * size make one of the next, so a row is rewritten about once a size class and a table has a few dozen files, however it
 * grew. The newest rows stay in small files, where most changes fall.
 *
 * @param rewrites file groups, disjoint; each becomes one file, in a commit of its own or all in one
 */
public record CompactionPlan(List<Rewrite> rewrites) {
    /** So many files of a size class are merged into one. */
    public static final int FAN_IN = 8;

    /** Rows of the smallest size class; each further one is {@value #FAN_IN} times as large. */
    public static final long SMALLEST_CLASS_ROWS = 1_000;

    /**
     * No file is made larger than this; one more than half as large is left alone. An engine must write so many rows as one
     * file: if it cut them up, the parts would be merged again for ever.
     */
    public static final long FILE_ROWS_MAX = 480_000;

    /** A file with a larger share of deleted rows is written anew by itself, in percent; of the smallest class merging does it soon enough. */
    public static final int DELETED_PERCENT_MAX = 30;

    public CompactionPlan {
        rewrites = List.copyOf(rewrites);
    }

    /** Plans for one version; empty if it is fine as it is. */
    public static CompactionPlan of(Snapshot snapshot) {
        List<Rewrite> rewrites = new ArrayList<>();
        SortedMap<Integer, List<DataFile>> classes = new TreeMap<>();
        for (DataFile file : snapshot.files()) {
            if (isWorn(file)) {
                rewrites.add(new Rewrite(List.of(file)));
            } else if (file.visibleRows() <= FILE_ROWS_MAX / 2) {
                classes.computeIfAbsent(sizeClass(file), unseen -> new ArrayList<>())
                        .add(file);
            }
        }
        for (List<DataFile> alike : classes.values()) {
            while (alike.size() >= FAN_IN) {
                List<DataFile> group = takeOldest(alike);
                rewrites.add(new Rewrite(group));
            }
        }
        return new CompactionPlan(rewrites);
    }

    private static List<DataFile> takeOldest(List<DataFile> alike) {
        List<DataFile> group = new ArrayList<>();
        long rows = 0;
        while (!alike.isEmpty() && rows + alike.get(0).visibleRows() <= FILE_ROWS_MAX) {
            rows += alike.get(0).visibleRows();
            group.add(alike.remove(0));
        }
        return group;
    }

    private static boolean isWorn(DataFile file) {
        return file.rows() >= SMALLEST_CLASS_ROWS
                && file.deleted().getLongCardinality() * 100 > file.rows() * DELETED_PERCENT_MAX;
    }

    private static int sizeClass(DataFile file) {
        int sizeClass = 0;
        for (long limit = SMALLEST_CLASS_ROWS; file.visibleRows() >= limit; limit *= FAN_IN) {
            sizeClass++;
        }
        return sizeClass;
    }

    /** Files whose visible rows belong into one file, sorted. */
    public record Rewrite(List<DataFile> files) {
        public Rewrite {
            files = List.copyOf(files);
        }

        /** How many rows the new file has. */
        public long rows() {
            return files.stream().mapToLong(DataFile::visibleRows).sum();
        }
    }
}
