package org.wardflow.flow.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class LinterTest {
    @Test
    void whatThePortableSubsetLeavesOutIsFound() {
        for (String bad : List.of(
                "select * from a",
                "select a.* from a",
                "with x as (select 1 as b) select distinct * from x",
                "select now() from a",
                "select current_date from a",
                "select random() from a",
                "select \"b\" from a",
                "select `b` from a",
                "select transform(b, x -> x + 1) from a",
                "select cast(b as double) from a",
                "select b from unnest(c)",
                "select c[1] from a",
                "select a // 2 from a",
                "select cast(event_ts as varchar) from a",
                "select cast(e.valid_from as string) from a e",
                "select sum(b) over (partition by c order by d) as s from a")) {
            assertThat(Linter.problems(bad)).as(bad).hasSize(1);
        }
    }

    @Test
    void whatBothEnginesDoIsLeftAlone() {
        for (String good : List.of(
                "with x as (select * from a) select b, c * 2 as d, count(*) as n from x group by b, c",
                "select row_number() over (partition by b order by c) as n, lag(b) over (order by c) as l from a",
                "select sum(b) over (partition by c order by d rows between unbounded preceding and current row) as s from a",
                "select sum(b) over (partition by c) as s from a -- now()",
                "select 'current_date', t.now from t",
                "select b from a cross join lateral explode(c) as t(b) where b is distinct from 1 and d > -1",
                "select cast(event_ts as date), cast(b as string) from a")) {
            assertThat(Linter.problems(good)).as(good).isEmpty();
        }
    }
}
