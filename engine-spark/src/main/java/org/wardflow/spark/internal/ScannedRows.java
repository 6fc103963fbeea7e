package org.wardflow.spark.internal;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.udf;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.wardflow.flow.engine.Scan;
import org.wardflow.lake.TableChanges.Slice;

/**
 * A scan as a plan. Whole files are read together, and so are those of which some rows are left out or wanted alone, by the position that
 * Spark's reader gives each row. A column that a file does not have reads as null, since the schema is given.
 */
final class ScannedRows {
    private static final String FILE_PATH = "_metadata.file_path";
    private static final String ROW_INDEX = "_metadata.row_index";

    private final SparkSession spark;
    private final Scan scan;

    ScannedRows(SparkSession spark, Scan scan) {
        this.spark = spark;
        this.scan = scan;
    }

    /** What Spark calls a file; it goes to and fro between text and address, and so do we. */
    static String name(Path file) {
        return new org.apache.hadoop.fs.Path(path(file)).toUri().toString();
    }

    private static String path(Path file) {
        return new org.apache.hadoop.fs.Path(file.toUri()).toString();
    }

    Dataset<Row> rows() {
        StructType schema = schema();
        Dataset<Row> rows = groups().stream()
                .map(files -> read(schema, files))
                .reduce(Dataset::unionAll)
                .orElseGet(() -> spark.createDataFrame(List.of(), withPositions(schema)));
        for (String column : scan.notNull()) {
            rows = rows.where(col(column).isNotNull());
        }
        if (scan.keys().isPresent()) {
            rows = only(rows, scan.keys().get());
        }
        List<Column> selected = new ArrayList<>();
        scan.columns().forEach(column -> selected.add(col(column.name())));
        if (scan.positions()) {
            selected.add(col(Scan.FILE));
            selected.add(col(Scan.POSITION));
        }
        return rows.select(selected.toArray(Column[]::new));
    }

    /** The columns wanted, and those that rows are picked by. */
    private StructType schema() {
        StructType schema = SparkTypes.schema(scan.columns());
        Set<String> names = new HashSet<>(Arrays.asList(schema.fieldNames()));
        if (scan.keys().isPresent()) {
            StructType keys = spark.table(scan.keys().get().relation().text()).schema();
            for (String column : scan.keys().get().columns()) {
                if (names.add(column)) {
                    schema = schema.add(column, keys.apply(column).dataType());
                }
            }
        }
        return schema;
    }

    private StructType withPositions(StructType schema) {
        return scan.positions()
                ? schema.add(Scan.FILE, DataTypes.StringType).add(Scan.POSITION, DataTypes.LongType)
                : schema;
    }

    /** Slices that one plan can read: all whole or none, and each file once. */
    private List<List<Slice>> groups() {
        List<List<Slice>> whole = new ArrayList<>();
        List<List<Slice>> partial = new ArrayList<>();
        Map<Path, Integer> times = new HashMap<>();
        for (Slice slice : scan.slices()) {
            int nth = times.merge(slice.file().absolute(), 1, Integer::sum) - 1;
            boolean all = slice.only().isEmpty() && slice.file().deleted().isEmpty();
            List<List<Slice>> groups = all ? whole : partial;
            while (groups.size() <= nth) {
                groups.add(new ArrayList<>());
            }
            groups.get(nth).add(slice);
        }
        whole.addAll(partial);
        whole.removeIf(List::isEmpty);
        return whole;
    }

    private Dataset<Row> read(StructType schema, List<Slice> slices) {
        String[] paths =
                slices.stream().map(slice -> path(slice.file().absolute())).toArray(String[]::new);
        Dataset<Row> rows = spark.read()
                .schema(schema)
                .option("__globPaths__", "false")
                .options(Meaning.FILES)
                .parquet(paths);
        Optional<PickedRows> picked = PickedRows.of(slices);
        if (picked.isPresent()) {
            var broadcast =
                    JavaSparkContext.fromSparkContext(spark.sparkContext()).broadcast(picked.get());
            rows = rows.where(
                    udf(new PickedRows.Test(broadcast), DataTypes.BooleanType).apply(col(FILE_PATH), col(ROW_INDEX)));
        }
        List<Column> selected = new ArrayList<>();
        for (String column : schema.fieldNames()) {
            selected.add(col(column));
        }
        if (scan.positions()) {
            selected.add(col(FILE_PATH).as(Scan.FILE));
            selected.add(col(ROW_INDEX).as(Scan.POSITION));
        }
        return rows.select(selected.toArray(Column[]::new));
    }

    private Dataset<Row> only(Dataset<Row> rows, Scan.Keys wanted) {
        Dataset<Row> keys = spark.table(wanted.relation().text()).as("k");
        Column same = wanted.columns().stream()
                .map(column -> col("t." + column).equalTo(col("k." + column)))
                .reduce(Column::and)
                .orElseThrow();
        return rows.as("t").join(keys, same, "left_semi");
    }
}
