package org.wardflow.duckdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wardflow.core.WardflowException;
import org.wardflow.duckdb.TinyLake.Reading;
import org.wardflow.flow.check.Examples;
import org.wardflow.flow.content.Example;
import org.wardflow.flow.engine.SqlSession;
import org.wardflow.flow.read.KnownAt;
import org.wardflow.flow.read.Reader;

class ReaderTest {
    private static final List<String> REFUSED = List.of(
            "select * from read_parquet('x.parquet')",
            "select * from 'x.parquet'",
            "select * from read_text('/etc/hostname')",
            "select 1; select 2",
            "drop table gold.total",
            "copy gold.total to '/tmp/x'",
            "set memory_limit = '1GB'",
            "attach 'x.db'",
            "select * from duckdb_settings()",
            "select * from information_schema.tables",
            "select * from nothing",
            "with a as (select 1) select * from a, b",
            "select (select count(*) from glob('/*'))",
            "selec 1",
            "select nothing from gold.total",
            "show tables",
            "");

    @TempDir
    Path folder;

    @Test
    void aQuerySeesTheStateOfOneCycle() {
        try (TinyLake lake = new TinyLake(folder)) {
            Reader reader = new Reader(lake.lake(), TinyLake.tiny(), lake.engine());
            lake.append(new Reading("r1", "a", 5, "one", 0, 1));
            lake.run();
            lake.append(new Reading("r2", "a", 7, "one", 0, 1));
            assertThat(query(reader, "select count(*) from bronze.reading", KnownAt.now()))
                    .containsExactly("[1]");
            lake.run();
            String sql = "select f.reading_id, u.factor from gold.reading_fact f join codes.unit u on u.unit = 'two'"
                    + " order by reading_fact_order";
            assertThat(query(reader, sql.replace("reading_fact_order", "1"), KnownAt.now()))
                    .containsExactly("[r1, 2]", "[r2, 2]");
            assertThat(query(reader, "select reading_fact.amount from gold.reading_fact", new KnownAt.Cycle(1)))
                    .containsExactly("[5]");
            assertThatThrownBy(() -> query(reader, sql, new KnownAt.Cycle(7))).hasMessageContaining("VERSION_GONE");
        }
    }

    @Test
    void whatIsNoSelectOverTheLakeIsRefused() {
        try (TinyLake lake = new TinyLake(folder)) {
            lake.append(new Reading("r1", "a", 5, "one", 0, 1));
            lake.run();
            Reader reader = new Reader(lake.lake(), TinyLake.tiny(), lake.engine());
            assertThat(REFUSED)
                    .allSatisfy(sql -> assertThatThrownBy(() -> query(reader, sql, KnownAt.now()))
                            .isInstanceOf(WardflowException.class)
                            .hasMessageStartingWith("WARDFLOW-4004 QUERY_INVALID"));
        }
    }

    @Test
    void theFileSystemIsClosedBehindTheGuard() {
        try (TinyLake lake = new TinyLake(folder);
                SqlSession session = lake.engine().open()) {
            assertThatThrownBy(() -> session.query("select * from read_text('/etc/hostname')", Map.of(), row -> {}))
                    .isInstanceOf(WardflowException.class)
                    .hasMessageContaining("Permission Error");
        }
    }

    @Test
    void valuesNeverStandInAnError() {
        try (TinyLake lake = new TinyLake(folder)) {
            lake.append(new Reading("secret", "a", 5, "one", 0, 1));
            lake.run();
            Reader reader = new Reader(lake.lake(), TinyLake.tiny(), lake.engine());
            assertThatThrownBy(() -> query(reader, "select cast(reading_id as int) from bronze.reading", KnownAt.now()))
                    .hasMessageContaining("Conversion Error")
                    .hasMessageNotContaining("secret")
                    .satisfies(e -> assertThat(String.valueOf(e.getCause())).doesNotContain("secret"));
        }
    }

    @Test
    void aKpiTakesAnInstant() {
        try (TinyLake lake = new TinyLake(folder)) {
            lake.append(new Reading("r1", "a", 5, "one", 0, 1), new Reading("r2", "a", 5, "one", 90, 1));
            lake.pipeline().appendClock(TinyLake.START, TinyLake.START.plusSeconds(3600));
            lake.run();
            Reader reader = new Reader(lake.lake(), TinyLake.tiny(), lake.engine());
            assertThat(reader.lastTick(KnownAt.now())).contains(Instant.parse("2026-01-01T01:00:00Z"));
            List<String> rows = new ArrayList<>();
            reader.kpi("readings", Optional.empty(), KnownAt.now(), row -> rows.add(row.toString()));
            reader.kpi(
                    "readings",
                    Optional.of(Instant.parse("2026-01-02T00:00:00Z")),
                    KnownAt.now(),
                    row -> rows.add(row.toString()));
            assertThat(rows).containsExactly("[1]", "[2]");
        }
    }

    /** Total and facts belong to one cycle, however the writer is getting on. */
    @Test
    void readersBesideAWriterSeeWholeCycles() throws Exception {
        ExecutorService other = Executors.newSingleThreadExecutor();
        try (TinyLake lake = new TinyLake(folder)) {
            lake.append(new Reading("r", "a", 1, "one", 0, 1));
            lake.run();
            Reader reader = new Reader(lake.lake(), TinyLake.tiny(), lake.engine());
            AtomicBoolean done = new AtomicBoolean();
            Future<Integer> reads = other.submit(() -> {
                int count = 0;
                while (!done.get() || count == 0) {
                    assertThat(query(
                                    reader,
                                    "select t.readings - (select count(*) from gold.reading_fact), "
                                            + "t.readings - (select count(*) from silver.reading) from gold.total t",
                                    KnownAt.now()))
                            .containsExactly("[0, 0]");
                    count++;
                }
                return count;
            });
            for (int i = 0; i < 8; i++) {
                lake.append(new Reading("r" + i, "a", i, "one", i, 1));
                lake.run();
            }
            done.set(true);
            assertThat(reads.get()).isPositive();
        } finally {
            other.shutdown();
        }
    }

    @Test
    void examplesRunOnTheEngine() {
        try (TinyLake lake = new TinyLake(folder.resolve("lake"));
                SqlSession session = lake.engine().open()) {
            Example example = TinyLake.tiny().examples().get(0);
            assertThat(new Examples(TinyLake.tiny(), session).differences(example))
                    .isEmpty();
            assertThat(new Examples(
                                    TinyLake.tinyWith(
                                            folder.resolve("broken"),
                                            "silver/resolved/model.sql",
                                            "coalesce(a.surviving, r.sensor) as sensor",
                                            "coalesce(r.sensor, a.surviving) as sensor"),
                                    session)
                            .differences(example))
                    .containsExactlyInAnyOrder("missing [r1, c, 5]", "unexpected [r1, a, 5]");
            assertThat(Files.exists(folder.resolve("lake"))).isTrue();
        }
    }

    private static List<String> query(Reader reader, String sql, KnownAt at) {
        List<String> rows = new ArrayList<>();
        reader.query(sql, at, row -> rows.add(row.toString()));
        return rows;
    }
}
