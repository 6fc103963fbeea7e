package org.wardflow.flow.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ImpureTest {
    @Test
    void theClockChanceAndThePlaceAreFound() {
        for (String bad : List.of(
                "select now() from a",
                "select NOW ( ) from a",
                "select pg_catalog.now() from a",
                "select \"now\"() from a",
                "select a from b where c < current_date",
                "select Current_Timestamp",
                "select current_timestamp() from a",
                "select localtimestamp",
                "select age(birth_date) from a",
                "select unix_timestamp()",
                "select cast(random() as string) from a",
                "select a from b order by rand(7)",
                "select uuid()",
                "select a from b tablesample (10 percent)",
                "select a from b using sample 10",
                "select current_user")) {
            assertThat(Impure.problems(bad)).as(bad).hasSize(1);
        }
    }

    @Test
    void aNameThatOnlyContainsSuchAWordIsLeftAlone() {
        for (String good : List.of(
                "select now_ts, known_now, random_group, current_date_ts, uuid, age, today from a",
                "select t.now, t.current_date from t",
                "select 'now() and current_date' as a -- random()",
                "select /* now() */ a from b",
                "select 'it''s now()' from a",
                "select a as \"current_date\" from b",
                "select age(a_ts, coalesce(b_ts, c_ts)), unix_timestamp(a_ts) from b",
                "select sample from a join b using (sample)")) {
            assertThat(Impure.problems(good)).as(good).isEmpty();
        }
    }

    @Test
    void theWordAndItsLineAreNamed() {
        assertThat(Impure.problems("-- now()\nselect '\n', a,\n  now() as b,\n\trandom() as c"))
                .containsExactly(
                        "line 4: now: time comes in as data", "line 5: random: the same rows must come out again");
    }
}
