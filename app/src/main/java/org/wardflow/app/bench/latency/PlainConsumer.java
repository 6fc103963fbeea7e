package org.wardflow.app.bench.latency;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.wardflow.flow.engine.SqlSession;

/**
 * What to compare with: a loop that polls and has DuckDB write what came as one Parquet file, parsed, again and again. No table
 * log, no sync to disk, no de-duplication, no models.
 */
final class PlainConsumer {
    private static final Duration POLL = Duration.ofMillis(100);
    private static final String WRITE = """
            copy (select * from read_json('%s', format = 'newline_delimited', ignore_errors = true, columns = {
                event_id: 'varchar', event_type: 'varchar', event_time: 'varchar', recorded_time: 'varchar',
                patient_id: 'varchar', encounter_id: 'varchar', hospital_id: 'varchar', department: 'varchar',
                bed_id: 'varchar', gender: 'varchar', age: 'varchar', birth_date: 'varchar'}))
            to '%s' (format parquet, compression zstd, return_files true)""";

    private final SqlSession session;
    private final Path folder;
    private final Clock clock;

    PlainConsumer(SqlSession session, Path folder, Clock clock) {
        this.session = session;
        this.folder = folder;
        this.clock = clock;
    }

    /** Runs until a time, and gives the latencies of what was sent from another time on. */
    Latencies run(String brokers, Collection<String> topics, Instant measured, Instant until) throws IOException {
        Latencies latencies = new Latencies();
        Files.createDirectories(folder);
        try (KafkaConsumer<byte[], byte[]> consumer = LogTimes.consumer(brokers)) {
            List<TopicPartition> partitions = LogTimes.partitions(consumer, topics);
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            for (int file = 0; clock.instant().isBefore(until); file++) {
                ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
                if (!records.isEmpty()) {
                    write(records, file);
                    long now = clock.millis();
                    for (ConsumerRecord<byte[], byte[]> record : records) {
                        if (record.timestamp() >= measured.toEpochMilli()) {
                            latencies.add(now - record.timestamp());
                        }
                    }
                }
            }
        }
        return latencies;
    }

    private void write(ConsumerRecords<byte[], byte[]> records, int number) throws IOException {
        Path lines = folder.resolve("batch.ndjson");
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(lines))) {
            for (ConsumerRecord<byte[], byte[]> record : records) {
                out.write(record.value());
                out.write('\n');
            }
        }
        session.query(WRITE.formatted(lines, folder.resolve(number + ".parquet")), Map.of(), row -> {});
    }
}
