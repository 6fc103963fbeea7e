package org.wardflow.proof.spark;

import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.wardflow.duckdb.DuckDbEngine;
import org.wardflow.duckdb.DuckDbSettings;
import org.wardflow.flow.content.Content;
import org.wardflow.flow.engine.Relation;
import org.wardflow.flow.engine.Scan;
import org.wardflow.flow.engine.SqlEngine;
import org.wardflow.flow.engine.SqlSession;
import org.wardflow.flow.model.Input;
import org.wardflow.flow.model.Model;
import org.wardflow.flow.model.ModelSql;
import org.wardflow.lake.Lake;
import org.wardflow.lake.LocalFileIo;
import org.wardflow.lake.TableName;
import org.wardflow.proof.laws.CanonicalText;
import org.wardflow.proof.laws.Site;
import org.wardflow.spark.SparkEngine;

/**
 * A lake that DuckDB has filled and brought up to date, and Spark beside it. Rows are a bag: sorted, each value with the name of its Java type
 * before it.
 */
final class BothEngines implements AutoCloseable {
    private final Content content;
    private final SqlEngine duckDb;
    private final SqlSession duckDbSession;
    private final SqlEngine sparkEngine;
    private final SqlSession spark;
    private final Site site;
    private final Lake lake;

    BothEngines(Path folder, Content content, Consumer<Site> fill) {
        this.content = content;
        this.duckDb = DuckDbEngine.start(
                new DuckDbSettings(1_000_000_000, 2, folder.resolve("spill"), 4_000_000_000L, List.of(folder)),
                content);
        this.duckDbSession = duckDb.open();
        this.site = new Site(folder, content, duckDb);
        fill.accept(site);
        this.sparkEngine = SparkEngine.on(LocalSpark.session(), content);
        this.spark = sparkEngine.open();
        this.lake = Lake.openForReading(folder.resolve("lake"), new LocalFileIo(), Clock.systemUTC());
    }

    Path path(TableName table) {
        return site.path(table);
    }

    List<String> columns(TableName table) {
        return content.graph().spec(table).columns().stream()
                .map(column -> column.name())
                .toList();
    }

    /** What DuckDB wrote, in canonical text without types. */
    List<String> texts(TableName table) {
        return texts(table, columns(table));
    }

    /** Some columns of what DuckDB wrote, in canonical text without types. */
    List<String> texts(TableName table, List<String> columns) {
        return site.rows(table.toString(), columns);
    }

    /** What DuckDB wrote. */
    List<String> stored(TableName table) {
        return read(duckDbSession, table);
    }

    /** The same files read by Spark. */
    List<String> readBySpark(TableName table) {
        return read(spark, table);
    }

    /** What Spark makes of a model's inputs as DuckDB has stored them. */
    List<String> computedBySpark(Model model) {
        String computed = "(" + ModelSql.of(model, spark::cast) + "\n) as computed";
        return rows(spark, select(model.table()) + computed, inputs(model));
    }

    private List<String> read(SqlSession session, TableName table) {
        return rows(session, select(table) + table, Map.of(table.toString(), scan(session, table)));
    }

    private String select(TableName table) {
        return "select " + String.join(", ", columns(table)) + " from ";
    }

    /** As the runner binds them: a row without a value in the columns that it is bound by belongs to no key. */
    private Map<String, Relation> inputs(Model model) {
        Map<String, Relation> inputs = new HashMap<>();
        for (Input input : model.inputs()) {
            Relation rows = scan(spark, input.table());
            List<String> bound = input.boundColumns(model.key());
            if (!bound.isEmpty()) {
                String condition = String.join(" is not null and ", bound) + " is not null";
                rows = spark.select("select * from run.given where " + condition, Map.of("run.given", rows));
            }
            inputs.put(input.table().toString(), rows);
        }
        return inputs;
    }

    private Relation scan(SqlSession session, TableName table) {
        return session.scan(Scan.of(lake.find(table).orElseThrow().latest()));
    }

    private static List<String> rows(SqlSession session, String sql, Map<String, Relation> tables) {
        List<String> rows = new ArrayList<>();
        session.query(sql, tables, row -> rows.add(typed(row)));
        return rows.stream().sorted().toList();
    }

    private static String typed(List<@Nullable Object> row) {
        List<String> values = new ArrayList<>();
        for (Object value : row) {
            String type = value == null ? "" : value.getClass().getSimpleName() + " ";
            values.add(type + CanonicalText.of(Collections.singletonList(value)));
        }
        return String.join(" | ", values);
    }

    @Override
    public void close() {
        lake.close();
        spark.close();
        sparkEngine.close();
        site.close();
        duckDbSession.close();
        duckDb.close();
    }
}
