package org.wardflow.duckdb.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wardflow.flow.engine.Relation;
import org.wardflow.lake.Column;
import org.wardflow.lake.ColumnType;
import org.wardflow.lake.TableName;
import org.wardflow.lake.TableSpec;

/** What keeps its order on its way into a file, and what does not have to. */
class ParquetStageTest {
    private static final String WITHOUT_ORDER = "preserve_order false";

    @TempDir
    Path folder;

    private final List<String> asked = new ArrayList<>();
    private Connection connection;
    private Statement statement;

    @BeforeEach
    void connect() throws SQLException {
        connection = DriverManager.getConnection("jdbc:duckdb:");
        statement = connection.createStatement();
    }

    @AfterEach
    void disconnect() throws SQLException {
        connection.close();
    }

    @Test
    void rowsUpToTheLimitAreWrittenInTheirOrderAndOneMoreNeedsNone() throws SQLException {
        assertThat(write("at", kept(ParquetStage.ORDERED_ROWS_MAX), List.of())).doesNotContain(WITHOUT_ORDER);
        assertThat(disordered("at")).isZero();
        assertThat(write("over", kept(ParquetStage.ORDERED_ROWS_MAX + 1), List.of()))
                .contains(WITHOUT_ORDER);
    }

    @Test
    void rowsThatNobodyCountedMayBeManyAndNeedNone() throws SQLException {
        assertThat(write("computed", Relation.computed("(select 1 as n)"), List.of()))
                .contains(WITHOUT_ORDER);
    }

    @Test
    void aSortedTableIsInOrderHoweverManyRowsComeAtOnce() throws SQLException {
        assertThat(write("sorted", kept(ParquetStage.ORDERED_ROWS_MAX + 1), List.of("n")))
                .doesNotContain(WITHOUT_ORDER)
                .contains(" order by n)");
        assertThat(disordered("sorted")).isZero();
    }

    private Relation kept(long rows) throws SQLException {
        statement.execute("create or replace table t as select i as n from range(" + rows + ") r(i)");
        return Relation.kept("t", rows);
    }

    /** What DuckDB is asked for so that the rows are in a file, or a folder, of that name. */
    private String write(String name, Relation relation, List<String> sortedBy) throws SQLException {
        asked.clear();
        TableSpec spec = new TableSpec(
                TableName.parse("silver.numbers"),
                List.of(new Column("n", ColumnType.BIGINT, false, false)),
                List.of(),
                sortedBy);
        assertThat(new ParquetStage(noted(), spec).write(relation, folder.resolve(name)))
                .isNotEmpty();
        return asked.stream().filter(sql -> sql.startsWith("copy ")).findFirst().orElseThrow();
    }

    private Statement noted() {
        return (Statement) Proxy.newProxyInstance(
                Statement.class.getClassLoader(), new Class<?>[] {Statement.class}, (proxy, method, arguments) -> {
                    if (arguments != null && arguments[0] instanceof String sql) {
                        asked.add(sql);
                    }
                    try {
                        return method.invoke(statement, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    /** Rows of a file that are not where their number says. */
    private long disordered(String name) throws SQLException {
        try (ResultSet rows = statement.executeQuery("select count(*) from read_parquet('" + folder.resolve(name)
                + "', file_row_number = true) where n <> file_row_number")) {
            rows.next();
            return rows.getLong(1);
        }
    }
}
