package org.wardflow.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wardflow.app.broker.BrokerSettings;
import org.wardflow.app.broker.EmbeddedBroker;
import org.wardflow.app.home.Home;
import org.wardflow.app.live.Live;
import org.wardflow.app.settings.Settings;
import org.wardflow.app.workspace.Workspace;
import org.wardflow.core.WallClock;
import org.wardflow.ingest.kafka.KafkaSettings;
import org.wardflow.ingest.kafka.KafkaSource;

class SimulateToKafkaTest {
    private static final Pattern SENT = Pattern.compile("^([0-9,]+) messages sent to .*; ([0-9]+) of them are copies");

    @TempDir
    Path folder;

    private Session session() {
        return new Session(folder.resolve("home"));
    }

    private static long sent(String out) {
        Matcher line = SENT.matcher(out);
        assertThat(line.find()).as(out).isTrue();
        return Long.parseLong(line.group(1).replace(",", ""));
    }

    @Test
    void whatWentThroughABrokerVerifiesAgainstTheTruthThatWasWritten() {
        Path out = folder.resolve("out");
        try (EmbeddedBroker broker = EmbeddedBroker.start(new BrokerSettings(folder.resolve("broker"), 0, 64L << 20))) {
            broker.createTopics(List.of("patient-flow", "department"));
            String servers = broker.bootstrapServers();
            Session.Outcome all = session()
                    .run(
                            "simulate",
                            "--to",
                            "kafka",
                            "--bootstrap-servers",
                            servers,
                            "--out",
                            out.toString(),
                            "--days",
                            "2",
                            "--hospitals",
                            "2",
                            "--seed",
                            "8");
            assertThat(all.err()).isEmpty();
            assertThat(sent(all.out())).isGreaterThan(500);
            takeIn(servers);

            Session.Outcome paced = session()
                    .run("simulate", "--to", "kafka", "--bootstrap-servers", servers, "--rate", "50/s", "--for", "2s");
            assertThat(sent(paced.out())).isBetween(20L, 110L);
        }
        for (String extract : List.of("departments", "doctors")) {
            assertThat(session()
                            .run(
                                    "ingest",
                                    extract,
                                    out.resolve(extract + ".csv").toString(),
                                    "--recorded-at",
                                    "2026-10-12T00:00:00Z")
                            .exitCode())
                    .isZero();
        }
        assertThat(session().run("run", "--until", "2026-10-14T00:00:00Z").exitCode())
                .isZero();
        Session.Outcome verified = session().run("verify", "--truth", out.toString());
        assertThat(verified.out()).contains("Verified: every gold table is equal");
    }

    private void takeIn(String servers) {
        Home home = Home.openOrCreate(folder.resolve("home"), WallClock.utc());
        try (Workspace workspace = Workspace.forWriting(home, Settings.defaults(), WallClock.utc())) {
            try (Live live = Live.start(
                    workspace,
                    workspace.clock(),
                    List.of(KafkaSource.opener(
                            workspace.engine()::open,
                            new KafkaSettings(servers, Map.of()),
                            workspace.payloads(),
                            KafkaSource.LIMITS,
                            workspace.clock())))) {
                // All partitions have to be found before the end of what they hold can be known.
                assertThat(live.await(
                                state -> state.sources().stream().anyMatch(source -> source.rows() > 500),
                                Duration.ofSeconds(60)))
                        .isTrue();
                assertThat(live.drain(Duration.ofSeconds(60)).covered()).isTrue();
            }
        }
    }

    @Test
    void whatCannotBeIsRefused() {
        assertThat(session().run("simulate").err()).contains("--out DIR");
        assertThat(session()
                        .run("simulate", "--out", folder + "/x", "--rate", "5")
                        .err())
                .contains("--to kafka");
        assertThat(session()
                        .run("simulate", "--to", "kafka", "--rate", "5", "--speed", "5")
                        .err())
                .contains("exclude each other");
        assertThat(session().run("simulate", "--to", "kafka", "--rate", "fast").err())
                .contains("no number from 1");
        assertThat(session().run("simulate", "--to", "pigeon").exitCode()).isEqualTo(2);
    }
}
