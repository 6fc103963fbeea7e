package org.wardflow.app.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.wardflow.app.broker.BrokerSettings;
import org.wardflow.app.broker.EmbeddedBroker;
import org.wardflow.app.command.Wardflow;
import org.wardflow.app.home.Home;
import org.wardflow.app.log.Logs;
import org.wardflow.app.settings.Settings;
import org.wardflow.app.terminal.Terminal;
import org.wardflow.app.workspace.Workspace;
import org.wardflow.core.WallClock;
import org.wardflow.flow.cycle.Pipeline;
import org.wardflow.flow.read.KnownAt;
import org.wardflow.ingest.BatchLimits;
import org.wardflow.ingest.LiveSource;
import org.wardflow.ingest.kafka.KafkaSettings;
import org.wardflow.ingest.kafka.KafkaSource;
import org.wardflow.ingest.kafka.KafkaTopics;
import org.wardflow.lake.TableName;

/** A broker, a home that reads it, and somebody who sends. Each can be closed and opened again alone. */
final class KafkaSite implements AutoCloseable {
    static final String FLOW = "patient-flow";
    static final TopicPartition FIRST = new TopicPartition(FLOW, 0);
    static final Duration SOON = Duration.ofSeconds(60);
    private static final Duration A_MOMENT = Duration.ofMillis(200);

    final Path folder;
    Workspace workspace;
    Pipeline pipeline;
    private @Nullable EmbeddedBroker broker;
    private @Nullable KafkaSource source;
    int port;
    BatchLimits limits = KafkaSource.LIMITS;
    Map<String, String> client = Map.of();
    Clock clock = WallClock.utc();

    KafkaSite(Path folder) {
        Logs.none();
        this.folder = folder;
        this.workspace = workspace(folder);
        this.pipeline = workspace.openPipeline();
    }

    /** Starts the broker, at the port that it had before. */
    EmbeddedBroker startBroker() {
        EmbeddedBroker started =
                EmbeddedBroker.start(new BrokerSettings(data(), port, BrokerSettings.RETENTION_BYTES_MIN));
        broker = started;
        port = Integer.parseInt(started.bootstrapServers().replaceFirst(".*:", ""));
        return started;
    }

    /** The same, and the content's topics. */
    KafkaSite started() {
        startBroker().createTopics(KafkaSource.topics(workspace.content()).keySet());
        return this;
    }

    void stopBroker() {
        if (broker != null) {
            broker.close();
        }
        broker = null;
    }

    Path data() {
        return workspace.home().broker();
    }

    String address() {
        return "127.0.0.1:" + port;
    }

    KafkaSettings settings() {
        return new KafkaSettings(address(), client);
    }

    Admin admin() {
        return Admin.create(Map.<String, Object>of("bootstrap.servers", address()));
    }

    /** Sends to the first partition, and waits until all of it is acknowledged. */
    void send(String... payloads) {
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (String payload : payloads) {
            records.add(new ProducerRecord<>(FLOW, 0, null, payload.getBytes(StandardCharsets.UTF_8)));
        }
        sendAll(records);
    }

    void sendAll(Collection<ProducerRecord<byte[], byte[]>> records) {
        Map<String, Object> settings = new HashMap<>(client);
        settings.putAll(Map.of(
                "bootstrap.servers", address(), "acks", "all", "max.request.size", BrokerSettings.MESSAGE_BYTES_MAX));
        settings.remove("group.id");
        ByteArraySerializer bytes = new ByteArraySerializer();
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(settings, bytes, bytes)) {
            List<Future<RecordMetadata>> sent = new ArrayList<>();
            records.forEach(next -> sent.add(producer.send(next)));
            for (Future<RecordMetadata> each : sent) {
                assertThat(each.get().hasOffset()).isTrue();
            }
        } catch (ExecutionException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The source, opened at its committed positions if it is not open. */
    KafkaSource source() {
        KafkaSource open = source;
        if (open == null) {
            open = KafkaSource.open(
                    pipeline, workspace.engine().open(), settings(), workspace.payloads(), limits, clock);
            source = open;
        }
        return open;
    }

    /** The same source, for a live thread. */
    LiveSource.Opener opener() {
        return KafkaSource.opener(workspace.engine()::open, settings(), workspace.payloads(), limits, WallClock.utc());
    }

    void closeSource() {
        if (source != null) {
            source.close();
        }
        source = null;
    }

    /** Polls until it is so; fails if that takes too long. */
    List<LiveSource.Taken> pollUntil(BooleanSupplier wanted) {
        List<LiveSource.Taken> all = new ArrayList<>();
        long deadline = WallClock.nanos() + SOON.toNanos();
        while (!wanted.getAsBoolean()) {
            assertThat(WallClock.nanos()).as("too late").isLessThan(deadline);
            all.addAll(source().poll(A_MOMENT));
        }
        return all;
    }

    /** Waits until it is so; fails if that takes too long. */
    static void await(BooleanSupplier wanted) throws InterruptedException {
        long deadline = WallClock.nanos() + SOON.toNanos();
        while (!wanted.getAsBoolean()) {
            assertThat(WallClock.nanos()).as("too late").isLessThan(deadline);
            Thread.sleep(A_MOMENT.toMillis());
        }
    }

    /** Polls until bronze has that many messages. */
    List<LiveSource.Taken> takeUntil(long rows) {
        return pollUntil(() -> bronzeRows() >= rows);
    }

    long bronzeRows() {
        return pipeline.table(TableName.parse("bronze.patient_flow")).latest().visibleRows();
    }

    /** The offset that bronze has for the first partition. */
    long next() {
        return KafkaTopics.stored(
                        workspace.content(),
                        table -> Optional.of(pipeline.table(table).latest()))
                .stream()
                .filter(state -> state.topic().equals(FLOW) && state.partition() == 0)
                .findFirst()
                .orElseThrow()
                .next()
                .orElseThrow();
    }

    /** Runs a command beside this, as a user would; the home may be open. */
    Typed type(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        Terminal terminal = new Terminal(
                new PrintWriter(out),
                new PrintWriter(err),
                InputStream.nullInputStream(),
                false,
                false,
                Map.of("WARDFLOW_HOME", workspace.home().folder().toString()),
                WallClock.utc());
        return new Typed(Wardflow.run(terminal, arguments), out.toString(), err.toString());
    }

    /** What a command left behind. */
    record Typed(int exitCode, String out, String err) {}

    /** Writes the settings of the home. */
    void set(String yaml) throws IOException {
        Path unused = Files.writeString(Home.settings(workspace.home().folder()), yaml);
    }

    /** Ends the process, so to speak: another writer may have the home. */
    void closeHome() {
        closeSource();
        pipeline.close();
        workspace.close();
    }

    /** Opens it again. */
    void openHome() {
        workspace = workspace(folder);
        pipeline = workspace.openPipeline();
    }

    private static Workspace workspace(Path folder) {
        return Workspace.forWriting(
                Home.openOrCreate(folder.resolve("home"), WallClock.utc()), Settings.defaults(), WallClock.utc());
    }

    /** Brings all to gold. */
    void run() {
        assertThat(pipeline.runCycle().failures()).isEmpty();
    }

    /** The rows of a query over the newest cycle. */
    List<List<@Nullable Object>> query(String sql) {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        workspace.reader().query(sql, KnownAt.now(), values -> rows.add(new ArrayList<>(values)));
        return rows;
    }

    static String visit(String patient, Instant admission) {
        return """
                {"patient_id": "%s", "gender": "Female", "age": 40, "department": "ICU", "bed_id": 1, "hospital_id": 1, \
                "admission_time": "%s", "discharge_time": "%s"}""".formatted(patient, admission, admission.plus(Duration.ofDays(1)));
    }

    @Override
    public void close() {
        closeHome();
        stopBroker();
    }
}
