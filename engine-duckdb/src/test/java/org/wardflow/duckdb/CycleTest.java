package org.wardflow.duckdb;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wardflow.duckdb.TinyLake.Reading;
import org.wardflow.flow.content.Content;
import org.wardflow.flow.cycle.CycleReport;
import org.wardflow.flow.cycle.ModelRun;
import org.wardflow.lake.TableName;

class CycleTest {
    @TempDir
    Path folder;

    private int runs;

    @Test
    void theFirstCycleComputesEveryTable() {
        try (TinyLake lake = new TinyLake(folder)) {
            lake.append(new Reading("r1", "a", 5, "one", 0, 1), new Reading("r2", "a", 60, "one", 1, 1));
            lake.pipeline().appendClock(TinyLake.START, TinyLake.START.plusSeconds(3600));
            CycleReport report = lake.run();
            assertThat(report.failures()).isEmpty();
            assertThat(report.cycle()).isEqualTo(1);
            assertThat(lake.rows("silver.reading"))
                    .containsExactly(
                            "[r1, a, 5, one, 2026-01-01T00:00:00Z, payload r1, null, null]",
                            "[r2, a, 60, one, 2026-01-01T00:01:00Z, payload r2, null, null]");
            assertThat(lake.rows("gold.sensor"))
                    .containsExactly(
                            "[a, 2026-01-01T00:00:00Z, 2026-01-01T00:01:00Z, false]",
                            "[a, 2026-01-01T00:01:00Z, null, true]");
            assertThat(lake.rows("gold.reading_fact"))
                    .containsExactly(
                            "[a, r1, 5, 2026-01-01T00:00:00Z, 1.250000, 2026-01-01]",
                            "[a, r2, 60, 2026-01-01T00:01:00Z, 15.000000, 2026-01-01]");
            assertThat(lake.rows("gold.sensor_day")).containsExactly("[a, 2026-01-01, 2]");
            assertThat(lake.rows("gold.total")).containsExactly("[all, 2, 65]");
        }
    }

    @Test
    void aCycleWithoutChangesDoesNothing() {
        try (TinyLake lake = new TinyLake(folder)) {
            lake.append(new Reading("r1", "a", 5, "one", 0, 1));
            lake.run();
            CycleReport second = lake.run();
            assertThat(second.runs()).isEmpty();
            assertThat(second.cycle()).isEqualTo(1);
            lake.restart();
            assertThat(lake.run().runs()).isEmpty();
        }
    }

    @Test
    void onlyTouchedKeysAreComputedAndOnlyDifferencesWritten() {
        try (TinyLake lake = new TinyLake(folder)) {
            lake.append(new Reading("r1", "a", 5, "one", 0, 1), new Reading("r2", "b", 6, "one", 0, 1));
            lake.run();
            lake.append(new Reading("r1", "a", 7, "one", 0, 2));
            CycleReport report = lake.run();
            assertThat(run(report, "silver.reading").touchedKeys()).isEqualTo(OptionalLong.of(1));
            assertThat(run(report, "silver.reading").rowsAdded()).isEqualTo(1);
            assertThat(run(report, "silver.reading").rowsRemoved()).isEqualTo(1);
            assertThat(run(report, "gold.sensor").rowsAdded()).isZero();
            assertThat(run(report, "gold.reading_fact").rowsAdded()).isEqualTo(1);
        }
    }

    /** The older file is gone: a cycle that read it would fail. Of the newer one, earlier rows touch nothing, either. */
    @Test
    void keysFromRowsSinceATimeLeaveOlderFilesClosed(@TempDir Path content) throws IOException {
        Content bounded = TinyLake.tinyWith(
                content,
                "gold/sensor_day/model.sql",
                "bronze.clock: select",
                "bronze.clock since sensor_since >= tick_ts: select");
        try (TinyLake lake = new TinyLake(folder, bounded)) {
            lake.append(new Reading("r1", "a", 5, "one", 0, 1));
            lake.run();
            Path older = lake.pipeline()
                    .table(TableName.parse("gold.reading_fact"))
                    .latest()
                    .files()
                    .get(0)
                    .absolute();
            lake.append(new Reading("r2", "a", 5, "one", 70, 1), new Reading("r3", "b", 6, "one", 70, 1));
            lake.run();
            Files.delete(older);
            lake.pipeline().appendClock(TinyLake.START, TinyLake.START.plusSeconds(3600));
            CycleReport report = lake.run();
            assertThat(report.failures()).isEmpty();
            assertThat(run(report, "gold.sensor_day").touchedKeys()).isEqualTo(OptionalLong.of(1));
        }
    }

    @Test
    void whatAModelComputesIsNotReadFromFilesByThoseBehindIt() {
        try (TinyLake lake = new TinyLake(folder)) {
            lake.append(new Reading("r1", "a", 5, "one", 0, 1), new Reading("r2", "b", 6, "one", 0, 1));
            lake.run();
            assertThat(lake.takeReads("silver.reading")).isNotEmpty();
            lake.append(new Reading("r1", "a", 60, "one", 0, 2));
            lake.run();
            assertThat(lake.takeReads("silver.reading")).isEmpty();
            assertThat(lake.rows("gold.reading_fact"))
                    .containsExactly(
                            "[a, r1, 60, 2026-01-01T00:00:00Z, 15.000000, 2026-01-01]",
                            "[b, r2, 6, 2026-01-01T00:00:00Z, 1.500000, 2026-01-01]");
        }
    }

    /** One reads a sensor, the other the same and one more: whoever comes second reads the rest, or nothing. */
    @Test
    void modelsKeyedAlikeReadEachKeyOnce(@TempDir Path content) throws IOException {
        var unused = TinyLake.tinyWith(content, "unchanged", "", "");
        Path other = Files.createDirectories(content.resolve("gold/last_reading"));
        Files.writeString(other.resolve("contract.yaml"), """
                apiVersion: v3.1.0
                kind: DataContract
                id: gold.last_reading
                version: 1.0.0
                status: active
                description: {purpose: "A table for tests."}
                schema:
                  - name: last_reading
                    logicalType: object
                    properties:
                      - {name: sensor, physicalType: STRING, primaryKey: true}
                      - {name: reading_id, physicalType: STRING}
                """);
        Files.writeString(other.resolve("model.sql"), """
                -- key:   sensor
                -- input: silver.resolved
                -- input: bronze.clock whole
                -- keys from bronze.clock: select 'b' as sensor from changes
                select sensor, max(reading_id) as reading_id
                from silver.resolved
                where taken_ts < (select max(tick_ts) from bronze.clock)
                group by sensor
                """);
        try (TinyLake lake = new TinyLake(folder, Content.load(content))) {
            lake.append(new Reading("r1", "a", 5, "one", 0, 1), new Reading("r2", "b", 6, "one", 0, 1));
            lake.pipeline().appendClock(TinyLake.START, TinyLake.START.plusSeconds(3600));
            lake.run();
            assertThat(lake.takeReads("silver.resolved")).isNotEmpty();
            lake.append(new Reading("r3", "a", 60, "one", 10, 1));
            lake.pipeline().appendClock(TinyLake.START.plusSeconds(3600), TinyLake.START.plusSeconds(7200));
            lake.run();

            assertThat(lake.takeReads("silver.resolved").stream()
                            .flatMap(scan -> scan.keys().stream())
                            .filter(keys -> keys.columns().equals(List.of("sensor")))
                            .mapToLong(keys -> keys.relation().size())
                            .sum())
                    .as("a and b, and a once more to find the readings whose sensor changed")
                    .isEqualTo(3);
            assertThat(lake.rows("gold.last_reading")).containsExactly("[a, r3]", "[b, r2]");
            assertThat(lake.rows("gold.sensor"))
                    .containsExactly(
                            "[a, 2026-01-01T00:00:00Z, 2026-01-01T00:10:00Z, false]",
                            "[a, 2026-01-01T00:10:00Z, null, true]",
                            "[b, 2026-01-01T00:00:00Z, null, false]");
        }
    }

    @Test
    void progressWithoutNewRowsOutlivesTheProcess() {
        try (TinyLake lake = new TinyLake(folder)) {
            lake.append(new Reading("r1", "a", 5, "one", 0, 1));
            lake.run();
            long version = lake.pipeline()
                    .table(TableName.parse("silver.reading"))
                    .latest()
                    .version();
            lake.append(new Reading("r1", "a", 5, "one", 0, 1));
            CycleReport copies = lake.run();
            assertThat(run(copies, "silver.reading").rowsAdded()).isZero();
            assertThat(lake.pipeline()
                            .table(TableName.parse("silver.reading"))
                            .latest()
                            .version())
                    .isEqualTo(version);
            lake.restart();
            assertThat(lake.run().runs()).isEmpty();
        }
    }

    @Test
    void rowRulesRepairFlagAndQuarantineByWhatWasSent() {
        try (TinyLake lake = new TinyLake(folder)) {
            lake.append(
                    new Reading("r1", "a", -95, "one", 0, 1),
                    new Reading("r2", null, 99, "one", 0, 1),
                    new Reading("r3", "a", 95, "one", 0, 1),
                    new Reading("r4", "a", null, "one", 0, 1));
            lake.run();
            assertThat(lake.rows("silver.reading").stream().map(row -> row.replaceAll(", 2026.*payload ..", "")))
                    .containsExactly(
                            "[r1, a, 95, one, |amount_negative|, null]",
                            "[r2, null, 99, one, |no_sensor|amount_large|amount_huge|, no_sensor]",
                            "[r3, a, 95, one, |amount_large|, null]",
                            "[r4, a, null, one, null, null]");
            assertThat(lake.rows("silver.resolved")).hasSize(3);
        }
    }

    @Test
    void aKeyWithoutRowsIsDeleted() {
        try (TinyLake lake = new TinyLake(folder)) {
            lake.append(new Reading("r1", "a", 5, "one", 0, 1));
            lake.run();
            lake.append(new Reading("r1", "a", 5, "void", 0, 2));
            lake.run();
            assertThat(lake.rows("silver.reading")).isEmpty();
            assertThat(lake.rows("gold.sensor")).isEmpty();
            assertThat(lake.rows("gold.total")).containsExactly("[all, 0, null]");
        }
    }

    @Test
    void aChangedModelTextRecomputesItsTable() {
        try (TinyLake lake = new TinyLake(folder.resolve("lake"))) {
            lake.append(new Reading("r1", "a", 5, "one", 0, 1));
            lake.run();
            lake.restart(TinyLake.tinyWith(
                    folder.resolve("content"), "silver/alias/model.sql", "min(surviving)", "max(surviving)"));
            CycleReport report = lake.run();
            assertThat(report.runs()).singleElement().satisfies(run -> {
                assertThat(run.model()).hasToString("silver.alias");
                assertThat(run.touchedKeys()).isEmpty();
            });
            lake.restart(TinyLake.tinyWith(
                    folder.resolve("content2"),
                    "gold/reading_fact/model.sql",
                    "as decimal(18, 6)) / 4",
                    "as decimal(18, 6)) / 5"));
            lake.run();
            assertThat(lake.rows("gold.reading_fact"))
                    .singleElement()
                    .asString()
                    .contains("1.000000");
        }
    }

    @Test
    void newTimeZoneDataOfTheEngineRecomputeEveryTable(@TempDir Path content) throws IOException {
        TinyLake.tinyWith(
                content,
                "codes/unit.csv",
                "unit,factor\none,1\ntwo,2",
                "unit,factor,zone\none,1,Asia/Kolkata\ntwo,2,UTC");
        Path about = content.resolve("codes/unit.yaml");
        Files.writeString(about, Files.readString(about) + "time_zone: zone\n");
        try (TinyLake lake = new TinyLake(folder, Content.load(content))) {
            lake.append(new Reading("r1", "a", 5, "one", 0, 1));
            int all = lake.run().runs().size();
            lake.restart();
            assertThat(lake.run().runs()).isEmpty();

            lake.restartWithOtherZones();
            assertThat(lake.run().runs())
                    .hasSize(all)
                    .allSatisfy(run -> assertThat(run.touchedKeys()).isEmpty());
        }
    }

    @Test
    void zonesThatNoCodeNamesRecomputeNothing() {
        try (TinyLake lake = new TinyLake(folder)) {
            lake.append(new Reading("r1", "a", 5, "one", 0, 1));
            lake.run();
            lake.restartWithOtherZones();
            assertThat(lake.run().runs()).isEmpty();
        }
    }

    @Test
    void aFailedModelStopsThoseBehindItAndLosesNothing() {
        Path broken = folder.resolve("broken");
        try (TinyLake lake = new TinyLake(
                folder.resolve("lake"),
                TinyLake.tinyWith(
                        broken, "silver/resolved/model.sql", "select r.reading_id,", "select 'x' as reading_id,"))) {
            lake.append(new Reading("r1", "a", 5, "one", 0, 1), new Reading("r2", "a", 6, "one", 0, 1));
            CycleReport report = lake.run();
            assertThat(report.failures()).singleElement().satisfies(failure -> {
                assertThat(failure.model()).hasToString("silver.resolved");
                assertThat(failure.reason())
                        .hasMessageContaining("WARDFLOW-4003 MODEL_FAILED")
                        .hasMessageContaining("1 values of its primary key (reading_id) stand in more than one row");
            });
            assertThat(report.skipped()).hasSize(4);
            assertThat(lake.rows("silver.reading")).hasSize(2);
            lake.restart(TinyLake.tiny());
            assertThat(lake.run().failures()).isEmpty();
            assertThat(lake.rows("gold.reading_fact")).hasSize(2);
        }
    }

    /** The value itself stays out of the message. */
    @Test
    void aColumnThatCannotBeComputedIsNamed() {
        String contract = "silver/reading/contract.yaml";
        String model = "silver/reading/model.sql";
        assertThat(failure(contract, "unit, physicalType: STRING", "unit, physicalType: INT"))
                .contains("the column unit has a value that is no INT: Conversion Error");
        assertThat(failure(contract, "taken_ts, physicalType: TIMESTAMP", "taken_ts, physicalType: BINARY"))
                .contains("the column taken_ts has a value that is no BINARY: ");
        assertThat(failure(contract, "set: {amount: \"-amount\"}", "set: {amount: \"sensor\"}"))
                .contains("the column amount");
        assertThat(failure(model, "r.unit, r.taken_ts", "cast(r.sensor as int) as unit, r.taken_ts"))
                .contains("the column unit: Conversion Error");
        assertThat(failure(model, "r.unit, r.taken_ts", "r.unit as units, r.taken_ts"))
                .contains("the model gives no column unit\n");
        assertThat(failure(model, "where r.nth = 1", "where cast(r.sensor as int) = 1"))
                .contains("Found: Conversion Error\n");
    }

    /** What becomes of the tiny content with one change. */
    private String failure(String file, String from, String to) {
        Path run = folder.resolve("run" + runs++);
        Content content = TinyLake.tinyWith(run.resolve("content"), file, from, to);
        try (TinyLake lake = new TinyLake(run.resolve("lake"), content)) {
            lake.append(new Reading("r1", "pavilion", -5, "one", 0, 1));
            CycleReport report = lake.run();
            assertThat(report.failures()).as(to).hasSize(1);
            String message = String.valueOf(report.failures().get(0).reason().getMessage());
            assertThat(message)
                    .contains("The model silver.reading cannot be computed")
                    .doesNotContain("pavilion");
            return message;
        }
    }

    @Test
    void aModelThatFailedForAWhileCatchesUpFromWhereItStood() {
        try (TinyLake lake = new TinyLake(folder.resolve("lake"))) {
            lake.append(new Reading("r1", "a", 5, "one", 0, 1));
            lake.run();
            lake.append(new Reading("r9", "x", 5, "one", 0, 1));
            lake.run();
            String name = "silver.resolved";
            TinyLake.Reading late = new Reading("r2", "b", 6, "one", 0, 1);
            lake.restart(TinyLake.tinyWith(
                    folder.resolve("broken"),
                    "gold/total/model.sql",
                    "'all' as name",
                    "cast(null as varchar) as name"));
            lake.append(late);
            assertThat(lake.run().failures()).hasSize(1);
            lake.append(new Reading("r3", "b", 6, "one", 0, 1));
            assertThat(lake.run().failures()).hasSize(1);
            lake.restart(TinyLake.tiny());
            lake.run();
            assertThat(lake.rows(name)).hasSize(4);
            assertThat(lake.rows("gold.total")).containsExactly("[all, 4, 22]");
        }
    }

    private static ModelRun run(CycleReport report, String model) {
        return report.runs().stream()
                .filter(run -> run.model().toString().equals(model))
                .findFirst()
                .orElseThrow();
    }
}
