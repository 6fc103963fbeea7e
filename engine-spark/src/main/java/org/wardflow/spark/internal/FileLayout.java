package org.wardflow.spark.internal;

import java.io.Serializable;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Types;
import org.wardflow.lake.Column;
import org.wardflow.lake.ColumnType;
import org.wardflow.lake.TableSpec;

/**
 * What the files of a table look like, as executors are told it.
 *
 * @param names of the columns, in order
 * @param types of the columns
 * @param bounded columns that bounds may be told of
 * @param keys the columns of each key filter
 */
record FileLayout(List<String> names, List<ColumnType> types, List<Integer> bounded, List<List<Integer>> keys)
        implements Serializable {
    private static final int INT_BITS = 32;
    private static final int LONG_BITS = 64;

    static FileLayout of(TableSpec spec) {
        List<Column> columns = spec.columns();
        List<String> names = columns.stream().map(Column::name).toList();
        return new FileLayout(
                names,
                columns.stream().map(Column::type).toList(),
                IntStream.range(0, columns.size())
                        .filter(i -> !columns.get(i).phi() && columns.get(i).type() != ColumnType.BINARY)
                        .boxed()
                        .toList(),
                spec.keyFilters().stream()
                        .map(filter -> filter.stream().map(names::indexOf).toList())
                        .toList());
    }

    MessageType message() {
        Types.MessageTypeBuilder message = Types.buildMessage();
        for (int i = 0; i < names.size(); i++) {
            message.addField(
                    switch (types.get(i)) {
                        case STRING ->
                            Types.optional(PrimitiveTypeName.BINARY)
                                    .as(LogicalTypeAnnotation.stringType())
                                    .named(names.get(i));
                        case BOOLEAN ->
                            Types.optional(PrimitiveTypeName.BOOLEAN).named(names.get(i));
                        case INT ->
                            Types.optional(PrimitiveTypeName.INT32)
                                    .as(LogicalTypeAnnotation.intType(INT_BITS, true))
                                    .named(names.get(i));
                        case BIGINT ->
                            Types.optional(PrimitiveTypeName.INT64)
                                    .as(LogicalTypeAnnotation.intType(LONG_BITS, true))
                                    .named(names.get(i));
                        case DECIMAL ->
                            Types.optional(PrimitiveTypeName.INT64)
                                    .as(LogicalTypeAnnotation.decimalType(SparkTypes.SCALE, SparkTypes.PRECISION))
                                    .named(names.get(i));
                        case DATE ->
                            Types.optional(PrimitiveTypeName.INT32)
                                    .as(LogicalTypeAnnotation.dateType())
                                    .named(names.get(i));
                        case TIMESTAMP ->
                            Types.optional(PrimitiveTypeName.INT64)
                                    .as(LogicalTypeAnnotation.timestampType(true, TimeUnit.MICROS))
                                    .named(names.get(i));
                        case BINARY -> Types.optional(PrimitiveTypeName.BINARY).named(names.get(i));
                    });
        }
        return message.named("row");
    }
}
