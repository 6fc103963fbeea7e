package org.wardflow.flow.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SqlTextTest {
    @Test
    void tablesAreFoundOutsideCommentsAndTexts() {
        assertThat(SqlText.of(
                                "-- from gold.a\nselect 'silver.b' /* gold.c */, x.gold.d from Silver.Visit v, gold.e, gold.e")
                        .tables())
                .isEqualTo(Map.of("silver.visit", 1, "gold.e", 2));
    }

    @Test
    void aTableWithoutAliasKeepsItsName() {
        assertThat(replaced("select visit.id from silver.visit where 1 = 1"))
                .isEqualTo("select visit.id from (silver.visit) as visit where 1 = 1");
        assertThat(replaced("select v.id from silver.visit v join silver.stay as s on true"))
                .isEqualTo("select v.id from (silver.visit) v join (silver.stay) as s on true");
        assertThat(replaced("(select 1 from gold.a)")).isEqualTo("(select 1 from (gold.a) as a)");
        assertThat(replaced("select 1 from gold.a -- end\n left join gold.b using (x)"))
                .isEqualTo("select 1 from (gold.a) as a -- end\n left join (gold.b) as b using (x)");
    }

    @Test
    void everythingElseStaysAsItIs() {
        String sql = "select 'it''s', \"q\", `b`, 1.5e3, a::int /* c */ -- d\nfrom t";
        assertThat(replaced(sql)).isEqualTo(sql);
    }

    @Test
    void aTextMayBeLong() {
        String sql = "select '%s', \"%s\" /*%s*/ from t"
                .formatted("a''b".repeat(100_000), "q".repeat(100_000), "c".repeat(100_000));
        assertThat(replaced(sql)).isEqualTo(sql);
        assertThat(replaced("select '" + "a''b".repeat(100_000) + " from gold.a"))
                .contains("(gold.a)");
    }

    @Test
    void asOfBecomesAnInstant() {
        assertThat(Parameters.asOf(
                        "select :as_of, a::as_of, ':as_of'::text, :as_offset",
                        Instant.parse("2026-01-02T03:04:05.000006Z"),
                        (text, type) -> "cast(" + text + " as " + type + ")"))
                .startsWith("select cast('2026-01-02 03:04:05.000006+00:00' as TIMESTAMP), a::as_of,")
                .endsWith(":as_offset");
    }

    private static String replaced(String sql) {
        return SqlText.of(sql).replaceTables(name -> "(" + name + ")");
    }
}
