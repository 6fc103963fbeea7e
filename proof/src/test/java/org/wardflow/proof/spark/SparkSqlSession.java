package org.wardflow.proof.spark;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.RoaringBitmap;
import org.wardflow.flow.content.CodeTable;
import org.wardflow.flow.engine.Relation;
import org.wardflow.flow.engine.RowAppender;
import org.wardflow.flow.engine.RowConsumer;
import org.wardflow.flow.engine.Scan;
import org.wardflow.flow.engine.SqlSession;
import org.wardflow.flow.sql.SqlText;
import org.wardflow.lake.Column;
import org.wardflow.lake.ColumnType;
import org.wardflow.lake.DataFile;
import org.wardflow.lake.StagedFile;
import org.wardflow.lake.TableSpec;

/** A Spark session behind the session port. Relations are temporary views. */
final class SparkSqlSession implements SqlSession {
    private final SparkSession spark;
    private final Map<String, Relation> codes = new HashMap<>();
    private int views;

    SparkSqlSession(SparkSession spark, String prelude, List<CodeTable> tables) {
        this.spark = spark;
        for (String statement : prelude.split(";\\s*(\\n|$)", -1)) {
            if (!SqlText.of(statement).words().isEmpty()) {
                spark.sql(statement);
            }
        }
        for (CodeTable table : tables) {
            codes.put("codes." + table.name(), rows(table.columns(), table.rows()));
        }
    }

    @Override
    public Relation select(String sql, Map<String, Relation> tables) {
        return view(run(sql, tables), OptionalLong.empty());
    }

    @Override
    public Relation materialise(String sql, Map<String, Relation> tables) {
        Dataset<Row> rows = run(sql, tables);
        List<Row> kept = rows.collectAsList();
        return view(spark.createDataFrame(kept, rows.schema()), OptionalLong.of(kept.size()));
    }

    @Override
    public Relation rows(List<Column> columns, List<List<@Nullable String>> rows) {
        StructType texts = new StructType();
        List<String> casts = new ArrayList<>();
        for (Column column : columns) {
            texts = texts.add(column.name(), DataTypes.StringType);
            casts.add(cast(column.name(), column.type()) + " as " + column.name());
        }
        List<Row> given =
                rows.stream().map(row -> RowFactory.create(row.toArray())).toList();
        return view(
                spark.createDataFrame(given, texts).selectExpr(casts.toArray(String[]::new)),
                OptionalLong.of(given.size()));
    }

    /** A Delta table in its newest version. */
    Relation delta(Path folder) {
        return view(spark.read().format("delta").load(folder.toString()), OptionalLong.empty());
    }

    @Override
    public void drop(Collection<Relation> relations) {
        relations.forEach(relation -> spark.catalog().dropTempView(relation.text()));
    }

    @Override
    public void query(String sql, Map<String, Relation> tables, RowConsumer consumer) {
        Dataset<Row> result = run(sql, tables);
        consumer.columns(Arrays.asList(result.columns()));
        for (Row row : result.collectAsList()) {
            List<@Nullable Object> values = new ArrayList<>();
            for (int i = 0; i < row.length(); i++) {
                values.add(row.isNullAt(i) ? null : row.get(i));
            }
            consumer.row(Collections.unmodifiableList(values));
        }
    }

    @Override
    public String cast(String expression, ColumnType type) {
        String name = type == ColumnType.DECIMAL ? "DECIMAL(18,6)" : type.name();
        return "cast(" + expression + " as " + name + ")";
    }

    @Override
    public void close() {
        // Views and functions go with the session.
    }

    @Override
    public Relation scan(Scan scan) {
        throw new UnsupportedOperationException("data files");
    }

    @Override
    public List<StagedFile> stage(Relation relation, TableSpec spec, Supplier<Path> newFile) {
        throw new UnsupportedOperationException("data files");
    }

    @Override
    public long[] keyHashes(Relation relation, List<Column> columns) {
        throw new UnsupportedOperationException("data files");
    }

    @Override
    public Map<String, RoaringBitmap> positions(Relation relation, List<DataFile> files) {
        throw new UnsupportedOperationException("data files");
    }

    @Override
    public RowAppender append(TableSpec spec, Path file) {
        throw new UnsupportedOperationException("data files");
    }

    @Override
    public void requireReadOnly(String sql) {
        throw new UnsupportedOperationException("queries of users");
    }

    private Dataset<Row> run(String sql, Map<String, Relation> tables) {
        return spark.sql(SqlText.of(sql).replaceTables(name -> relation(name, tables)));
    }

    private String relation(String name, Map<String, Relation> tables) {
        Relation relation = tables.containsKey(name) ? tables.get(name) : codes.get(name);
        return Objects.requireNonNull(relation, name).text();
    }

    private Relation view(Dataset<Row> rows, OptionalLong stored) {
        String name = "wardflow_" + views++;
        rows.createOrReplaceTempView(name);
        return new Relation(name, stored, stored.isPresent());
    }
}
