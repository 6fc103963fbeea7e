package org.wardflow.proof.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.wardflow.app.broker.BrokerSettings;
import org.wardflow.app.broker.EmbeddedBroker;
import org.wardflow.proof.CommandLineUser;
import org.wardflow.proof.Repository;
import org.wardflow.spark.storage.StoreServer;

/**
 * {@code spark-submit … run --home … --kafka …} on a cluster that has nothing of ours but what it is given: the driver here or on a worker, the
 * home in a folder or in an object store. Gold is the truth.
 */
@Tag("slow")
class SubmitTest {
    private static final List<String> TOPICS = List.of("patient-flow", "department");
    private static final String UNTIL = "2026-10-13T00:00:00Z";
    private static final Duration A_RUN_MAX = Duration.ofMinutes(20);
    private static final Map<String, String> ENVIRONMENT = Map.of("STORE_KEY", "a-secret-of-this-test");

    @TempDir
    private Path folder;

    private CommandLineUser user(String home) {
        return new CommandLineUser(folder.resolve(home));
    }

    @ParameterizedTest
    @CsvSource({"client, folder", "cluster, store"})
    void whatTheTopicsHoldIsInGold(String deployMode, String place) throws Exception {
        System.setProperty("wardflow.root", Repository.root().toString());
        Path truth = folder.resolve("truth");
        try (EmbeddedBroker broker = EmbeddedBroker.start(new BrokerSettings(folder.resolve("broker"), 0, 64L << 20));
                StoreServer store = new StoreServer();
                TheirSpark spark =
                        new TheirSpark(folder.resolve("spark"), Repository.file("engine-spark/target/spark-home"))) {
            broker.createTopics(TOPICS);
            send(broker, truth);
            boolean inStore = place.equals("store");
            if (inStore) {
                assertThat(spark.java(ENVIRONMENT, "org.wardflow.spark.job.CopyJob", copied(store)))
                        .startsWith("copied\t");
            }
            spark.start();
            List<String> options = List.of(
                    "--master",
                    spark.master(),
                    "--deploy-mode",
                    deployMode,
                    "--driver-memory",
                    "768m",
                    "--conf",
                    "spark.standalone.submit.waitAppCompletion=true");
            List<String> job = new ArrayList<>(List.of("run", "--kafka", broker.bootstrapServers(), "--until", UNTIL));
            job.addAll(inStore ? inStore(store, "s3a://bucket/home") : List.of("--home", home().toString()));

            assertThat(spark.submit(ENVIRONMENT, options, job, A_RUN_MAX)).contains("cycle\t");
            if (inStore) {
                fetch(store, folder.resolve("fetched"));
            }
            assertThat(user(inStore ? "fetched" : "home").succeed("verify", "--truth", truth.toString()))
                    .contains("Verified: every gold table is equal");
        }
    }

    private Path home() {
        return folder.resolve("home");
    }

    private void send(EmbeddedBroker broker, Path truth) {
        String said = user("home")
                .succeed(
                        "simulate",
                        "--to",
                        "kafka",
                        "--bootstrap-servers",
                        broker.bootstrapServers(),
                        "--out",
                        truth.toString(),
                        "--days",
                        "1",
                        "--hospitals",
                        "1",
                        "--seed",
                        "8");
        assertThat(said).contains("messages sent to ");
        for (String extract : List.of("departments", "doctors")) {
            String csv = truth.resolve(extract + ".csv").toString();
            user("home").succeed("ingest", extract, csv, "--recorded-at", "2026-10-12T00:00:00Z");
        }
    }

    private List<String> copied(StoreServer store) {
        List<String> arguments = new ArrayList<>(List.of("--from", home().toString()));
        arguments.addAll(inStore(store, "s3a://bucket/home"));
        return arguments;
    }

    private List<String> inStore(StoreServer store, String home) {
        List<String> arguments = new ArrayList<>(List.of("--home", home));
        for (String setting : List.of(
                "endpoint=" + store.endpoint(),
                "endpoint.region=us-east-1",
                "path.style.access=true",
                "access.key=${env:STORE_KEY}",
                "secret.key=${env:STORE_KEY}",
                "buffer.dir=" + folder.resolve("buffers"))) {
            arguments.addAll(List.of("--conf", "spark.hadoop.fs.s3a." + setting));
        }
        return arguments;
    }

    private static void fetch(StoreServer store, Path target) throws IOException {
        for (String name : store.names()) {
            if (name.startsWith("home/") && !name.endsWith("/")) {
                Path file = target.resolve(name.substring("home/".length()));
                Files.createDirectories(file.getParent());
                Files.write(file, store.content(name).orElseThrow());
            }
        }
    }
}
