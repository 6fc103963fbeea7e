package org.wardflow.proof.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.wardflow.flow.engine.Relation;
import org.wardflow.flow.engine.SqlSession;
import org.wardflow.lake.Column;
import org.wardflow.lake.ColumnType;

class SparkSqlSessionTest {
    private static final String PRELUDE =
            "-- twice\ncreate temporary function twice(x bigint) returns bigint return x + x;\n";

    @Test
    void everyTypeComesBackAsThePortSays() {
        List<Column> columns = Arrays.stream(ColumnType.values())
                .map(type -> new Column("c_" + type.name().toLowerCase(Locale.ROOT), type, false, false))
                .toList();
        List<@Nullable String> texts =
                Arrays.asList("a", "true", "1", "2", "1.5", "2026-01-02", "2026-01-02T03:04:05.000006Z", "x");
        List<@Nullable String> nothing = Arrays.asList(new String[columns.size()]);
        try (SqlSession session = new SparkEngine(PRELUDE, List.of()).open()) {
            Relation rows = session.rows(columns, List.of(texts, nothing));
            List<List<@Nullable Object>> found = new ArrayList<>();
            session.query("select * from silver.t order by c_int", Map.of("silver.t", rows), found::add);
            assertThat(found.get(0)).containsOnlyNulls();
            assertThat(found.get(1))
                    .startsWith(
                            "a",
                            true,
                            1,
                            2L,
                            new BigDecimal("1.500000"),
                            LocalDate.of(2026, 1, 2),
                            Instant.parse("2026-01-02T03:04:05.000006Z"))
                    .endsWith("x".getBytes(StandardCharsets.UTF_8));
        }
    }

    @Test
    void thePreludeIsThereAndRelationsNest() {
        try (SqlSession session = new SparkEngine(PRELUDE, List.of()).open()) {
            Relation one = session.materialise("select twice(2) as n", Map.of());
            Relation two = session.select("select t.n + 1 as n from gold.t", Map.of("gold.t", one));
            List<List<@Nullable Object>> found = new ArrayList<>();
            session.query("select t.n from gold.t", Map.of("gold.t", two), found::add);
            assertThat(found).containsExactly(List.of(5L));
        }
    }
}
