package org.wardflow.app.kafka;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wardflow.app.inbox.FileQueue;
import org.wardflow.app.live.Live;
import org.wardflow.app.live.SettableClock;
import org.wardflow.flow.read.KnownAt;
import org.wardflow.ingest.FileContent;
import org.wardflow.ingest.LiveSource;
import org.wardflow.lake.TableName;

/**
 * A file of the tutorials' form, replayed by their kind of producer (eight fields, no key, the client's own settings) into a
 * running pipeline: gold is that of the same file taken in as a file, and what the lines themselves say.
 */
class ReplayedFileTest {
    /** 200 lines made up for this test, six of them twice, thirteen with an age that nobody has. */
    private static final String FILE = "/replay/patient_flow_events.ndjson";

    private static final int LINES_AT_ONCE = 100;

    @TempDir
    Path folder;

    /** Behind the last discharge. */
    private final SettableClock hours = new SettableClock(Instant.parse("2025-03-16T06:30:00Z"));

    /** One line, as the test itself reads it. */
    private record Visit(String patient, long age, String ward, Instant admission, Instant discharge) {
        static Visit of(JsonNode line) {
            return new Visit(
                    line.path("patient_id").asText(),
                    line.path("age").asLong(),
                    line.path("hospital_id").asText() + " "
                            + line.path("department").asText(),
                    instant(line.path("admission_time")),
                    instant(line.path("discharge_time")));
        }

        private static Instant instant(JsonNode time) {
            return LocalDateTime.parse(time.asText()).toInstant(ZoneOffset.UTC);
        }

        long minutes() {
            return Duration.between(admission, discharge).toMinutes();
        }

        boolean inBed(Instant at) {
            return !admission.isAfter(at) && discharge.isAfter(at);
        }
    }

    @Test
    void aFileReplayedByAPlainProducerGivesTheGoldOfTheFileAndOfItsLines() throws IOException {
        List<String> lines = lines();
        Map<String, List<String>> fromFile;
        try (KafkaSite site = new KafkaSite(folder.resolve("file"))) {
            FileQueue files = new FileQueue(site.workspace, FileQueue.LIMITS);
            Path file = Files.write(folder.resolve("patient_flow_events.ndjson"), lines);
            fromFile = goldOf(site, files, () -> {
                FileQueue.Submitted unused = files.submit("patient-flow", FileContent.read(file), Optional.empty());
            });
        }
        try (KafkaSite site = new KafkaSite(folder.resolve("kafka")).started()) {
            Map<String, List<String>> replayed = goldOf(site, site.opener(), () -> replay(site, lines));
            assertThat(site.query("select count(*) from bronze.patient_flow")).containsExactly(List.of(200L));
            assertSaysWhatTheLinesSay(site, lines);
            assertThat(fromFile).containsKey("gold.fact_bed_stay").hasSizeGreaterThan(5);
            fromFile.forEach((table, rows) ->
                    assertThat(replayed.get(table)).as(table).isEqualTo(rows).isNotNull());
        }
    }

    private static List<String> lines() throws IOException {
        try (InputStream file = requireNonNull(ReplayedFileTest.class.getResourceAsStream(FILE))) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        }
    }

    /** What gold holds once all that is sent is there, by table. */
    private Map<String, List<String>> goldOf(KafkaSite site, LiveSource.Opener source, Runnable send) {
        site.pipeline.close();
        try (Live live = Live.start(site.workspace, hours, List.of(source))) {
            send.run();
            assertThat(live.drain(KafkaSite.SOON)).isEqualTo(new Live.Drained(true, 0));
            assertThat(live.state().problems()).isEmpty();
        }
        Map<String, List<String>> gold = new TreeMap<>();
        for (TableName table : site.workspace.lake().tables()) {
            if (table.layer().equals("gold")) {
                // When a line was recorded is when it was sent, and no other column of gold tells it.
                String columns = table.name().equals("quality_result") ? "* exclude (recorded_day)" : "*";
                List<String> rows = new ArrayList<>();
                site.workspace
                        .reader()
                        .query("select " + columns + " from " + table, KnownAt.now(), row -> rows.add(row.toString()));
                gold.put(table.toString(), rows.stream().sorted().toList());
            }
        }
        return gold;
    }

    private static void replay(KafkaSite site, Collection<String> lines) {
        Map<String, Object> settings = Map.of("bootstrap.servers", site.address());
        StringSerializer text = new StringSerializer();
        int sent = 0;
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(settings, text, text)) {
            for (String line : lines) {
                var unused = producer.send(new ProducerRecord<>("patient-flow", line));
                if (++sent % LINES_AT_ONCE == 0) {
                    producer.flush();
                }
            }
        }
    }

    private static void assertSaysWhatTheLinesSay(KafkaSite site, List<String> lines) throws IOException {
        ObjectMapper json = new ObjectMapper();
        List<Visit> visits = new ArrayList<>();
        for (String line : lines.stream().distinct().toList()) {
            visits.add(Visit.of(json.readTree(line)));
        }
        assertThat(visits).hasSize(194);
        assertThat(pairs(site, """
                select hospital_id || ' ' || department, count(*) || ' for ' || sum(length_of_stay_minutes)
                from gold.fact_patient_flow group by 1"""))
                .isEqualTo(byWard(
                        visits,
                        some -> some.size() + " for "
                                + some.stream().mapToLong(Visit::minutes).sum()));
        Instant midnight = Instant.parse("2025-03-12T00:00:00Z");
        List<Visit> inBed =
                visits.stream().filter(visit -> visit.inBed(midnight)).toList();
        assertThat(inBed).hasSizeGreaterThan(20);
        assertThat(pairs(site, """
                select hospital_id || ' ' || department, opening_census
                from gold.fact_department_hour where hour_start = timestamptz '2025-03-12T00:00:00Z' and opening_census > 0""")).isEqualTo(byWard(inBed, some -> String.valueOf(some.size())));
        assertThat(site.query("select count(distinct patient_id) from gold.dim_patient where patient_id in"
                        + " (select patient_id from gold.fact_patient_flow)"))
                .containsExactly(
                        List.of(visits.stream().map(Visit::patient).distinct().count()));
        assertThat(site.query("select cast(sum(findings) as bigint) from gold.quality_result"
                        + " where rule_id = 'age_out_of_range'"))
                .containsExactly(List.of(
                        visits.stream().filter(visit -> visit.age() > 120).count()));
    }

    private static Map<String, String> byWard(List<Visit> visits, Function<List<Visit>, String> said) {
        return visits.stream()
                .collect(Collectors.groupingBy(
                        Visit::ward, TreeMap::new, Collectors.collectingAndThen(Collectors.toList(), said)));
    }

    private static Map<String, String> pairs(KafkaSite site, String sql) {
        Map<String, String> pairs = new TreeMap<>();
        site.query(sql).forEach(row -> pairs.put(String.valueOf(row.get(0)), String.valueOf(row.get(1))));
        return pairs;
    }
}
