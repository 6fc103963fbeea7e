package org.wardflow.flow.engine;

import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.RoaringBitmap;
import org.wardflow.lake.Column;
import org.wardflow.lake.ColumnType;
import org.wardflow.lake.DataFile;
import org.wardflow.lake.StagedFile;
import org.wardflow.lake.TableName;
import org.wardflow.lake.TableSpec;

/**
 * A connection to an engine. One thread at a time.
 *
 * <p>Relations belong to the engine: another session of it may use and drop what one made. SQL names its tables {@code layer.name}; the map beside it says which relation each name stands for, and {@code
 * codes.name} stands for the content's code tables where the map does not say otherwise. Failures are {@code
 * WardflowException} without values, with SQL_FAILED for a text or a value, ENGINE_FAILED for an error of the engine's own, or {@code EngineLost} if no session of the engine can do anything any more.
 */
public interface SqlSession extends AutoCloseable {
    /**
     * Says whose rows this thread computes with the session from now on, for those who measure; empty when it is done. An engine
     * may leave it at that.
     */
    default void workFor(Optional<TableName> model) {}

    /** Rows of data files, read when used. */
    Relation scan(Scan scan);

    /** The rows of a SELECT, computed when used. */
    Relation select(String sql, Map<String, Relation> tables);

    /** The rows of a SELECT, computed now and kept until dropped. */
    Relation materialise(String sql, Map<String, Relation> tables);

    /** As {@link #materialise}, of a SELECT DISTINCT of few columns, however many rows it gives. */
    default Relation distinct(String sql, Map<String, Relation> tables) {
        return materialise(sql, tables);
    }

    /** Rows given as text: ISO dates and times, base-10 numbers, BINARY as UTF-8. */
    Relation rows(List<Column> columns, List<List<@Nullable String>> rows);

    /**
     * Kept, distinct keys in parts of which the engine computes and compares the rows within its memory, one part after the other: the
     * keys themselves if they are few, else relations to be dropped. Each key is in one part.
     */
    default List<Relation> slices(Relation keys) {
        return List.of(keys);
    }

    /** Whether it is likely that the engine computes so many rows, and sorts them, within its memory and without much disk. */
    default boolean holds(long rows) {
        return true;
    }

    /** Kept, distinct keys in about so many parts, for an engine whose memory did not suffice; the keys themselves if it takes no parts. */
    default List<Relation> slices(Relation keys, int parts) {
        return List.of(keys);
    }

    /** Frees those of the relations that are kept. */
    void drop(Collection<Relation> relations);

    /** Frees a relation if it is kept. */
    default void drop(Relation relation) {
        drop(List.of(relation));
    }

    /** Hands the rows of a SELECT over. */
    void query(String sql, Map<String, Relation> tables, RowConsumer consumer);

    /** Refuses with QUERY_INVALID what is not one SELECT over named tables; {@link #query} does not check. */
    void requireReadOnly(String sql);

    /**
     * Writes a relation to Parquet, sorted as the specification says, columns in its order and of its types.
     *
     * @param newFile a path for each file to write
     * @return at least one file, none without rows; empty if the relation is
     */
    List<StagedFile> stage(Relation relation, TableSpec spec, Supplier<Path> newFile);

    /** Says which columns data files hold, where that is known without a look into them; an engine may leave it at that. */
    default void describe(Collection<DataFile> files, List<Column> columns) {}

    /**
     * {@link org.wardflow.lake.KeyHash} of each distinct key of a relation; keys with a null are left out. A timestamp counts as
     * its microseconds since the epoch, as engines print it differently.
     */
    long[] keyHashes(Relation relation, List<Column> columns);

    /**
     * The positions that a relation of a {@link Scan} with positions holds, by {@link DataFile#path}.
     *
     * @param files the files scanned
     */
    Map<String, RoaringBitmap> positions(Relation relation, List<DataFile> files);

    /** Opens a file for rows that come from outside. */
    RowAppender append(TableSpec spec, Path file);

    /** The engine's words for a cast of an expression to a column type. */
    String cast(String expression, ColumnType type);

    @Override
    void close();
}
