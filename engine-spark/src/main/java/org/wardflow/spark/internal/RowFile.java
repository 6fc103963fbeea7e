package org.wardflow.spark.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.conf.ParquetConfiguration;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.RecordConsumer;
import org.apache.spark.sql.catalyst.InternalRow;
import org.jspecify.annotations.Nullable;
import org.wardflow.lake.ColumnType;

/** Writes one Parquet file, and notes on the way what is in it. Used by one thread, on an executor or on the driver. */
final class RowFile implements AutoCloseable {
    /** A look-up that knows the rows of its keys reads the row groups around them, so small ones; a full scan costs the same. */
    static final int ROW_GROUP_ROWS = 4_096;

    private final Path path;
    private final ParquetWriter<InternalRow> writer;
    private final List<ColumnBounds> bounds = new ArrayList<>();
    private final List<KeyHashes> keys = new ArrayList<>();
    private int rows;

    RowFile(Path path, FileLayout layout) throws IOException {
        this.path = path;
        this.writer = new Builder(Places.output(path), layout)
                .withConf(new PlainParquetConfiguration())
                .withCompressionCodec(CompressionCodecName.SNAPPY)
                .withRowGroupRowCountLimit(ROW_GROUP_ROWS)
                .build();
        layout.bounded()
                .forEach(column -> bounds.add(new ColumnBounds(
                        layout.names().get(column), layout.types().get(column), column)));
        layout.keys().forEach(columns -> keys.add(new KeyHashes(layout, columns)));
    }

    void add(InternalRow row) throws IOException {
        writer.write(row);
        for (ColumnBounds column : bounds) {
            column.add(row);
        }
        for (KeyHashes key : keys) {
            key.add(row, rows);
        }
        rows++;
    }

    int rows() {
        return rows;
    }

    Path path() {
        return path;
    }

    /** Ends the file. */
    WrittenFile finish() throws IOException {
        writer.close();
        return new WrittenFile(
                path.toString(),
                rows,
                new ArrayList<>(bounds.stream().map(ColumnBounds::get).toList()),
                new ArrayList<>(keys.stream().map(key -> key.get(rows)).toList()));
    }

    @Override
    public void close() throws IOException {
        writer.close();
    }

    private static final class Builder extends ParquetWriter.Builder<InternalRow, Builder> {
        private final FileLayout layout;

        Builder(OutputFile file, FileLayout layout) {
            super(file);
            this.layout = layout;
        }

        @Override
        protected Builder self() {
            return this;
        }

        @Override
        @SuppressWarnings("deprecation") // Abstract, so it must be here.
        protected WriteSupport<InternalRow> getWriteSupport(Configuration configuration) {
            return new Rows(layout);
        }

        @Override
        protected WriteSupport<InternalRow> getWriteSupport(ParquetConfiguration configuration) {
            return new Rows(layout);
        }
    }

    /** Spark's rows as Parquet's. */
    private static final class Rows extends WriteSupport<InternalRow> {
        private final FileLayout layout;
        private @Nullable RecordConsumer consumer;

        Rows(FileLayout layout) {
            this.layout = layout;
        }

        @Override
        @SuppressWarnings("deprecation") // Abstract, so it must be here.
        public WriteContext init(Configuration configuration) {
            return new WriteContext(layout.message(), Map.of());
        }

        @Override
        public WriteContext init(ParquetConfiguration configuration) {
            return new WriteContext(layout.message(), Map.of());
        }

        @Override
        public void prepareForWrite(RecordConsumer consumer) {
            this.consumer = consumer;
        }

        @Override
        public void write(InternalRow row) {
            RecordConsumer out = Objects.requireNonNull(consumer);
            out.startMessage();
            for (int i = 0; i < layout.names().size(); i++) {
                if (!row.isNullAt(i)) {
                    out.startField(layout.names().get(i), i);
                    value(out, row, i, layout.types().get(i));
                    out.endField(layout.names().get(i), i);
                }
            }
            out.endMessage();
        }

        private static void value(RecordConsumer out, InternalRow row, int column, ColumnType type) {
            switch (type) {
                case STRING ->
                    out.addBinary(
                            Binary.fromReusedByteArray(row.getUTF8String(column).getBytes()));
                case BOOLEAN -> out.addBoolean(row.getBoolean(column));
                case INT, DATE -> out.addInteger(row.getInt(column));
                case BIGINT, TIMESTAMP -> out.addLong(row.getLong(column));
                case DECIMAL ->
                    out.addLong(row.getDecimal(column, SparkTypes.PRECISION, SparkTypes.SCALE)
                            .toUnscaledLong());
                case BINARY -> out.addBinary(Binary.fromReusedByteArray(row.getBinary(column)));
            }
        }
    }
}
