package org.wardflow.spark.internal;

import static org.apache.spark.sql.functions.col;

import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalLong;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.executor.OutputMetrics;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.wardflow.lake.StagedFile;
import org.wardflow.lake.TableSpec;
import org.wardflow.spark.storage.ObjectStore;

/**
 * Writes rows to files, each task its own, in the pass that computes them. A task that runs twice writes files of other names; those that it did
 * not answer for stay in the staging folder, which is cleared.
 */
final class Staging {
    /** As many as a file of the other engine has at most. */
    static final int FILE_ROWS_MAX = 120 * RowFile.ROW_GROUP_ROWS;

    private final TableSpec spec;
    private final Path folder;

    Staging(TableSpec spec, Path folder) {
        this.spec = spec;
        this.folder = folder;
    }

    /** @param known how many rows, if that is known */
    List<StagedFile> write(Dataset<Row> rows, OptionalLong known) throws IOException {
        Places.createFolder(folder);
        List<StagedFile> staged = sorted(rows, known)
                .queryExecution()
                .toRdd()
                .toJavaRDD()
                .mapPartitions(new Writing(folder.toString(), FileLayout.of(spec)))
                .collect()
                .stream()
                .map(WrittenFile::staged)
                .toList();
        known.ifPresent(counted -> StagedFile.requireRows(spec.name(), staged, counted));
        return staged;
    }

    private Dataset<Row> sorted(Dataset<Row> rows, OptionalLong known) {
        Column[] order = spec.sortedBy().stream().map(column -> col(column)).toArray(Column[]::new);
        boolean oneFile = known.isPresent() && known.getAsLong() <= FILE_ROWS_MAX;
        if (oneFile) {
            return rows.coalesce(1).sortWithinPartitions(order);
        }
        return order.length == 0 ? rows : rows.orderBy(order);
    }

    /** What a task does. */
    private record Writing(String folder, FileLayout layout)
            implements FlatMapFunction<Iterator<InternalRow>, WrittenFile>, Serializable {
        @Override
        public Iterator<WrittenFile> call(Iterator<InternalRow> rows) throws IOException {
            List<WrittenFile> written = new ArrayList<>();
            OutputMetrics told = TaskContext.get().taskMetrics().outputMetrics();
            while (rows.hasNext()) {
                try (RowFile file = new RowFile(ObjectStore.path(folder).resolve(name(written.size())), layout)) {
                    while (rows.hasNext() && file.rows() < FILE_ROWS_MAX) {
                        file.add(rows.next());
                    }
                    written.add(file.finish().slim());
                    told.setBytesWritten(told.bytesWritten() + Places.bytes(file.path()));
                    told.setRecordsWritten(told.recordsWritten() + file.rows());
                }
            }
            return written.iterator();
        }

        private static String name(int nth) {
            return "part-%s-%s.parquet".formatted(TaskContext.get().taskAttemptId(), nth);
        }
    }
}
