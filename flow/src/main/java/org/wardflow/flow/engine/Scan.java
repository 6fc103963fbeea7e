package org.wardflow.flow.engine;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.wardflow.lake.Column;
import org.wardflow.lake.DataFile;
import org.wardflow.lake.Snapshot;
import org.wardflow.lake.TableChanges.Slice;

/**
 * Rows of data files, without the deleted ones.
 *
 * @param columns the table's columns; a file written before a column was added reads as null
 * @param slices the files, each whole or some positions of it
 * @param keys only rows with one of these keys
 * @param notNull only rows where these columns have a value
 * @param positions also gives {@link #FILE} and {@link #POSITION}
 */
public record Scan(
        List<Column> columns, List<Slice> slices, Optional<Keys> keys, List<String> notNull, boolean positions) {
    /** Column with the data file, as the engine names it; for {@link SqlSession#positions} only. */
    public static final String FILE = "wardflow_file";

    /** Column with the row's position in its file, from 0. */
    public static final String POSITION = "wardflow_position";

    /** A relation of distinct keys, whose columns bear the scan's names. */
    public record Keys(List<String> columns, Relation relation) {
        public Keys {
            columns = List.copyOf(columns);
        }
    }

    public Scan {
        columns = List.copyOf(columns);
        slices = List.copyOf(slices);
        notNull = List.copyOf(notNull);
    }

    /** All rows of some files. */
    public static Scan of(List<Column> columns, List<DataFile> files) {
        List<Slice> slices =
                files.stream().map(file -> new Slice(file, Optional.empty())).toList();
        return new Scan(columns, slices, Optional.empty(), List.of(), false);
    }

    /** Files, or some of their rows. */
    public static Scan ofSlices(List<Column> columns, List<Slice> slices) {
        return new Scan(columns, slices, Optional.empty(), List.of(), false);
    }

    /** All rows of a snapshot. */
    public static Scan of(Snapshot snapshot) {
        return of(snapshot.columns(), snapshot.files());
    }

    /** The same, with some of the columns. */
    public Scan selecting(Predicate<Column> wanted) {
        return new Scan(columns.stream().filter(wanted).toList(), slices, keys, notNull, positions);
    }

    /** The same, for some keys alone. */
    public Scan only(Keys wanted) {
        return new Scan(columns, slices, Optional.of(wanted), notNull, positions);
    }

    /** The same, for rows alone that have a value in these columns. */
    public Scan with(List<String> present) {
        return new Scan(columns, slices, keys, present, positions);
    }

    /** The same, with {@link #FILE} and {@link #POSITION}. */
    public Scan withPositions() {
        return new Scan(columns, slices, keys, notNull, true);
    }
}
