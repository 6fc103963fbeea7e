package org.wardflow.spark.internal;

import java.lang.ref.Reference;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.RoaringBitmap;
import org.wardflow.flow.engine.Relation;
import org.wardflow.flow.engine.RowAppender;
import org.wardflow.flow.engine.RowConsumer;
import org.wardflow.flow.engine.Scan;
import org.wardflow.flow.engine.SqlSession;
import org.wardflow.flow.sql.SqlText;
import org.wardflow.lake.Column;
import org.wardflow.lake.ColumnType;
import org.wardflow.lake.DataFile;
import org.wardflow.lake.KeyHash;
import org.wardflow.lake.StagedFile;
import org.wardflow.lake.TableName;
import org.wardflow.lake.TableSpec;
import org.wardflow.spark.WorkMeter;

/** A use of the engine's Spark. It holds nothing of its own. */
public final class SparkSqlSession implements SqlSession {
    private static final int HASH_DIGITS = 16;
    private static final int HEX = 16;

    private static final String CHANGES = "with changes as (select * from run.changes) ";
    private static final Pattern NAMES_CHANGES = Pattern.compile("(?i)\\b(from|join)\\s+changes\\b");

    private final SparkSession spark;
    private final Relations relations;

    /** @param relations those of the engine */
    public SparkSqlSession(SparkSession spark, Relations relations) {
        this.spark = spark;
        this.relations = relations;
    }

    @Override
    public void workFor(Optional<TableName> model) {
        spark.sparkContext()
                .setLocalProperty(WorkMeter.MODEL, model.map(String::valueOf).orElse(null));
    }

    @Override
    public Relation scan(Scan scan) {
        return relations
                .known(scan)
                .orElseGet(() -> Failures.translating(
                        "Data files cannot be read",
                        () -> relations.scanned(scan, new ScannedRows(spark, scan).rows())));
    }

    @Override
    public Relation select(String sql, Map<String, Relation> tables) {
        return Failures.translating("A query failed", () -> relations.computed(run(sql, tables)));
    }

    @Override
    public Relation materialise(String sql, Map<String, Relation> tables) {
        return Failures.translating("A query failed", () -> KeptRows.keep(relations, run(sql, tables)));
    }

    @Override
    public Relation rows(List<Column> columns, List<List<@Nullable String>> rows) {
        return Failures.translating("Rows given as text cannot be read", () -> {
            StructType texts = new StructType();
            for (Column column : columns) {
                texts = texts.add(column.name(), DataTypes.StringType);
            }
            List<Row> given =
                    rows.stream().map(row -> RowFactory.create(row.toArray())).toList();
            String casts = SparkTypes.casts(columns);
            Relation asText = relations.computed(spark.createDataFrame(given, texts));
            return KeptRows.keep(relations, run("select " + casts + " from run.texts", Map.of("run.texts", asText)));
        });
    }

    @Override
    public void drop(Collection<Relation> dropped) {
        dropped.forEach(relations::drop);
    }

    @Override
    public void query(String sql, Map<String, Relation> tables, RowConsumer consumer) {
        Failures.translating("A query failed", () -> {
            Dataset<Row> result = run(sql, tables);
            consumer.columns(Arrays.asList(result.columns()));
            for (Iterator<Row> rows = result.toLocalIterator(); rows.hasNext(); ) {
                Row row = rows.next();
                List<@Nullable Object> values = new ArrayList<>(row.length());
                for (int i = 0; i < row.length(); i++) {
                    values.add(row.isNullAt(i) ? null : SparkTypes.given(row.get(i)));
                }
                consumer.row(Collections.unmodifiableList(values));
            }
            return 0;
        });
    }

    @Override
    public void requireReadOnly(String sql) {
        Failures.translating("The query cannot be checked", () -> {
            new QueryGuard(spark).check(sql);
            return 0;
        });
    }

    @Override
    public List<StagedFile> stage(Relation relation, TableSpec spec, Supplier<Path> newFile) {
        return Failures.translating("Rows of " + spec.name() + " cannot be written", () -> {
            Dataset<Row> rows = run(
                    "select " + SparkTypes.casts(spec.columns()) + " from run.staged", Map.of("run.staged", relation));
            return new Staging(spec, newFile.get()).write(rows, relation.rows());
        });
    }

    @Override
    public long[] keyHashes(Relation relation, List<Column> columns) {
        return Failures.translating("Keys cannot be hashed", () -> {
            String texts = columns.stream()
                    .map(column -> column.type() == ColumnType.TIMESTAMP
                            ? "unix_micros(" + column.name() + ")"
                            : column.name())
                    .map(value -> "cast(" + value + " as string)")
                    .collect(Collectors.joining(", "));
            String present = columns.stream()
                    .map(column -> column.name() + " is not null")
                    .collect(Collectors.joining(" and "));
            String sql = "select distinct left(md5(concat_ws('%s', %s)), %s) as hash from run.keyed where %s"
                    .formatted(KeyHash.SEPARATOR, texts, HASH_DIGITS, present);
            return run(sql, Map.of("run.keyed", relation)).collectAsList().stream()
                    .mapToLong(row -> Long.reverseBytes(Long.parseUnsignedLong(row.getString(0), HEX)))
                    .toArray();
        });
    }

    @Override
    public Map<String, RoaringBitmap> positions(Relation relation, List<DataFile> files) {
        return Failures.translating("Positions cannot be read", () -> {
            Map<String, String> paths =
                    files.stream().collect(Collectors.toMap(file -> ScannedRows.name(file.absolute()), DataFile::path));
            Dataset<Row> found = run(
                    "select " + Scan.FILE + ", " + Scan.POSITION + " from run.positions",
                    Map.of("run.positions", relation));
            return Positions.of(found).entrySet().stream()
                    .collect(Collectors.toMap(entry -> String.valueOf(paths.get(entry.getKey())), Map.Entry::getValue));
        });
    }

    @Override
    public RowAppender append(TableSpec spec, Path file) {
        return new SparkAppender(this, spec, file);
    }

    @Override
    public String cast(String expression, ColumnType type) {
        return SparkTypes.cast(expression, type);
    }

    @Override
    public void close() {
        // Relations belong to the engine.
    }

    private Dataset<Row> run(String sql, Map<String, Relation> tables) {
        String text = sql.stripTrailing();
        String select = withoutClause(text.endsWith(";") ? text.substring(0, text.length() - 1) : text);
        try {
            return spark.sql(SqlText.of(select).replaceTables(name -> view(name, tables)));
        } finally {
            // The names of its views are in the text alone, and one that nobody holds goes.
            Reference.reachabilityFence(tables);
        }
    }

    /**
     * Spark loses sight of a WITH clause that a scalar subquery names in the argument of a SQL function, which is how the runner's queries
     * for keys name the changes: so the relation stands there itself.
     */
    private static String withoutClause(String sql) {
        return sql.startsWith(CHANGES)
                ? NAMES_CHANGES.matcher(sql.substring(CHANGES.length())).replaceAll("$1 run.changes")
                : sql;
    }

    private String view(String name, Map<String, Relation> tables) {
        return Optional.ofNullable(tables.get(name))
                .or(() -> relations.named(name))
                .map(Relation::text)
                .orElseThrow(() -> new IllegalStateException("No relation stands for " + name));
    }
}
