package org.wardflow.spark.internal;

import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.RoaringBitmap;
import org.wardflow.flow.engine.RowAppender;
import org.wardflow.flow.engine.Scan;
import org.wardflow.lake.DataFile;
import org.wardflow.lake.StagedFile;
import org.wardflow.lake.TableSpec;

/** Writes rows that come to the driver from outside, without Spark's help but for sorting them. */
final class SparkAppender implements RowAppender {
    private final SparkSqlSession session;
    private final TableSpec spec;
    private final Path path;
    private @Nullable RowFile file;
    private long rows;

    SparkAppender(SparkSqlSession session, TableSpec spec, Path path) {
        this.session = session;
        this.spec = spec;
        this.path = path;
    }

    @Override
    public void append(@Nullable Object... values) {
        if (values.length != spec.columns().size()) {
            throw new IllegalArgumentException("%s has %s columns, the row has %s"
                    .formatted(spec.name(), spec.columns().size(), values.length));
        }
        @Nullable Object[] held = new @Nullable Object[values.length];
        for (int i = 0; i < values.length; i++) {
            held[i] = SparkTypes.held(values[i], spec.columns().get(i).type());
        }
        Failures.translating("A row of " + spec.name() + " cannot be taken in", () -> {
            RowFile open = file == null ? new RowFile(path, FileLayout.of(spec)) : file;
            file = open;
            open.add(new GenericInternalRow(held));
            return 0;
        });
        rows++;
    }

    @Override
    public long rows() {
        return rows;
    }

    @Override
    public List<StagedFile> finish() {
        RowFile open = file;
        if (open == null) {
            return List.of();
        }
        file = null;
        StagedFile written = Failures.translating(
                "Rows of " + spec.name() + " cannot be taken in",
                () -> open.finish().staged());
        List<StagedFile> files = spec.sortedBy().isEmpty() ? List.of(written) : sorted(written);
        StagedFile.requireRows(spec.name(), files, rows);
        return files;
    }

    private List<StagedFile> sorted(StagedFile written) {
        DataFile unsorted = new DataFile(
                written.path().toString(),
                written.path(),
                written.rows(),
                0,
                new RoaringBitmap(),
                written.statistics(),
                null);
        Path folder = path.resolveSibling(path.getFileName() + ".sorted");
        return session.stage(session.scan(Scan.of(spec.columns(), List.of(unsorted))), spec, () -> folder);
    }

    @Override
    public void close() {
        RowFile open = file;
        if (open != null) {
            file = null;
            Failures.translating("Rows of " + spec.name() + " cannot be left out", () -> {
                open.close();
                Places.delete(path);
                return 0;
            });
        }
    }
}
