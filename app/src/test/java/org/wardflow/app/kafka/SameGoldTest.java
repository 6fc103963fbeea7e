package org.wardflow.app.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wardflow.app.workspace.Intake;
import org.wardflow.app.workspace.Shipment;
import org.wardflow.flow.read.KnownAt;
import org.wardflow.ingest.kafka.KafkaSource;
import org.wardflow.lake.TableName;
import org.wardflow.simulator.Dirt;
import org.wardflow.simulator.SimulationSpec;
import org.wardflow.simulator.truth.TruthWriter;

/** Gold does not tell whether events came in files or through Kafka. */
class SameGoldTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder;

    @Test
    void eventsThroughFourPartitionsSomeTwiceAndSomeLateGiveTheGoldOfFiles() throws IOException {
        Path simulated = folder.resolve("simulated");
        SimulationSpec spec = new SimulationSpec(2, 4, 7, SimulationSpec.DEFAULT_START, Dirt.of("default"));
        assertThat(TruthWriter.write(spec, simulated, (day, written) -> {})).isNotNull();
        List<Shipment> shipments = Shipment.simulated(simulated);
        Map<String, List<String>> fromFiles;
        Map<String, List<String>> throughKafka;
        try (KafkaSite site = new KafkaSite(folder.resolve("files"))) {
            shipments.forEach(shipment -> take(site, shipment));
            fromFiles = gold(site, spec);
        }
        try (KafkaSite site = new KafkaSite(folder.resolve("kafka")).started()) {
            Set<String> topics = KafkaSource.topics(site.workspace.content()).keySet();
            shipments.stream()
                    .filter(shipment -> !topics.contains(shipment.source()))
                    .forEach(shipment -> take(site, shipment));
            List<ProducerRecord<byte[], byte[]>> records = records(shipments, topics);
            int third = records.size() / 3;
            for (int from = 0; from < records.size(); from += third) {
                site.sendAll(records.subList(from, Math.min(records.size(), from + third)));
                long wanted = Math.min(records.size(), from + third);
                site.pollUntil(() -> rows(site, topics) == wanted);
                site.run();
            }
            throughKafka = gold(site, spec);
            assertThat(site.query("select count(distinct source_partition) from bronze.patient_flow"))
                    .containsExactly(List.of(4L));
        }
        assertThat(fromFiles).hasSizeGreaterThan(5).containsKey("gold.fact_patient_flow");
        assertThat(fromFiles.get("gold.fact_patient_flow")).isNotEmpty();
        fromFiles.forEach(
                (table, rows) -> assertThat(throughKafka.get(table)).as(table).isEqualTo(rows));
    }

    /** Each line of a topic's files, keyed by patient; one in ten a second time, one in ten after all others. */
    private static List<ProducerRecord<byte[], byte[]>> records(List<Shipment> shipments, Set<String> topics)
            throws IOException {
        Random random = new Random(11);
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        List<ProducerRecord<byte[], byte[]>> late = new ArrayList<>();
        for (Shipment shipment : shipments) {
            if (!topics.contains(shipment.source())) {
                continue;
            }
            long recordedAt =
                    Optional.ofNullable(shipment.recordedAt()).orElseThrow().toEpochMilli();
            for (byte[] line : lines(Files.readAllBytes(shipment.file()))) {
                ProducerRecord<byte[], byte[]> sent =
                        new ProducerRecord<>(shipment.source(), null, recordedAt, key(line), line);
                int fate = random.nextInt(10);
                (fate == 0 ? late : records).add(sent);
                if (fate == 1) {
                    late.add(sent);
                }
            }
        }
        Collections.shuffle(late, random);
        records.addAll(late);
        return records;
    }

    private static List<byte[]> lines(byte[] file) {
        List<byte[]> lines = new ArrayList<>();
        for (String line : new String(file, StandardCharsets.ISO_8859_1).split("\r?\n", -1)) {
            if (!line.isBlank()) {
                lines.add(line.getBytes(StandardCharsets.ISO_8859_1));
            }
        }
        return lines;
    }

    private static byte @Nullable [] key(byte[] line) {
        try {
            String patient = JSON.readTree(new String(line, StandardCharsets.UTF_8))
                    .path("patient_id")
                    .asText();
            return patient.isEmpty() ? null : patient.getBytes(StandardCharsets.UTF_8);
        } catch (JsonProcessingException e) {
            return null;
        }
    }

    private static void take(KafkaSite site, Shipment shipment) {
        try (Intake intake = Intake.of(site.workspace, site.pipeline, shipment.source())) {
            assertThat(intake.take(shipment.file(), Optional.ofNullable(shipment.recordedAt()), rows -> {}))
                    .isNotNull();
        }
    }

    private static long rows(KafkaSite site, Set<String> topics) {
        return topics.stream()
                .map(topic -> KafkaSource.topics(site.workspace.content()).get(topic))
                .mapToLong(table ->
                        table == null ? 0 : site.pipeline.table(table).latest().visibleRows())
                .sum();
    }

    private static Map<String, List<String>> gold(KafkaSite site, SimulationSpec spec) {
        assertThat(site.pipeline.appendClock(spec.start(), spec.end())).isPositive();
        site.run();
        Map<String, List<String>> gold = new TreeMap<>();
        for (TableName table : site.workspace.lake().tables()) {
            if (table.layer().equals("gold")) {
                List<String> rows = new ArrayList<>();
                site.workspace
                        .reader()
                        .query("select * from " + table, KnownAt.now(), row -> rows.add(String.valueOf(row)));
                gold.put(table.toString(), rows.stream().sorted().toList());
            }
        }
        return gold;
    }
}
