package org.wardflow.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wardflow.app.home.Home;
import org.wardflow.app.settings.Settings;
import org.wardflow.app.settings.SettingsFile;

/** Invented patients do not get among real ones unasked, nor passwords to strangers. */
class DestinationTest {
    private static final String REAL =
            "kafka.bootstrap-servers: 'kafka1:9093, kafka2:9093'\nkafka.client.ssl.key.password: '${env:KEY}'\n";

    @TempDir
    Path folder;

    private Settings settings(String text) throws IOException {
        return SettingsFile.read(Files.writeString(folder.resolve("wardflow.yaml"), text), Map.of("KEY", "k"));
    }

    private Destination of(String settings, String named, String running) throws IOException {
        return Destination.of(
                settings(settings),
                Optional.of(named).filter(text -> !text.isEmpty()),
                Optional.of(running).filter(text -> !text.isEmpty()));
    }

    @Test
    void brokersThatNobodyNamedAreAskedAboutButTheOneWithinUpIsNot() throws IOException {
        assertThat(of(REAL, "", "").isReal()).isTrue();
        assertThat(of(REAL, "", "kafka1:9093,kafka2:9093").isReal()).isTrue();
        assertThat(of("", "", "kafka1:9093").isReal()).as("since changed").isTrue();
        assertThat(of(REAL, "", "127.0.0.1:9092").isReal()).isTrue();
        assertThat(of(REAL, "kafka1:9093", "").isReal()).isFalse();
        assertThat(of("", "", "").isReal()).isFalse();
        Destination within = of("kafka.port: 0", "", "127.0.0.1:4711");
        assertThat(within.isReal()).isFalse();
        assertThat(within.brokers().bootstrapServers()).isEqualTo("127.0.0.1:4711");
    }

    @Test
    void theClientsPropertiesGoToTheBrokersOfTheSettingsAlone() throws IOException {
        assertThat(of(REAL, "", "").brokers().client()).containsKey("ssl.key.password");
        assertThat(of(REAL, "KAFKA2:9093", "").brokers().client()).containsKey("ssl.key.password");
        assertThat(of(REAL, "kafka2:9093,other:9093", "").brokers().client()).isEmpty();
        assertThat(of(REAL, "kafka2:9094", "").brokers().client()).isEmpty();
        assertThat(of(REAL, "", "other:9093").brokers().client()).isEmpty();
        assertThat(of("kafka.client.client.id: me", "", "127.0.0.1:9092")
                        .brokers()
                        .client())
                .containsKey("client.id");
    }

    @Test
    void nothingIsSentWithoutAYes() throws IOException {
        Session session = new Session(folder.resolve("home"));
        Home home = Home.openOrCreate(session.home(), Clock.fixed(Session.NOW, ZoneOffset.UTC));
        Files.writeString(Home.settings(home.folder()), "kafka.bootstrap-servers: 127.0.0.1:1\n");
        Session.Outcome refused = session.run("simulate", "--to", "kafka", "--days", "1", "--hospitals", "1");
        assertThat(refused.exitCode()).isEqualTo(2);
        assertThat(refused.err())
                .contains("invented patients", "patient-flow and department of 127.0.0.1:1, which the settings name")
                .contains("add --yes", "--bootstrap-servers");
        Session.Outcome no = session.answering("no", "simulate", "--to", "kafka", "--days", "1", "--hospitals", "1");
        assertThat(no.exitCode()).isEqualTo(1);
        assertThat(no.err()).contains("Type yes: ", "Nothing was sent.");
        assertThat(session.run("simulate", "--yes", "--out", folder + "/x").err())
                .contains("--to kafka");
    }
}
