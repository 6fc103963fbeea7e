package org.wardflow.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wardflow.app.control.ControlClient;
import org.wardflow.app.home.Home;

/** Which bytes become an event. */
class SendTest {
    private static final Pattern VALUE = Pattern.compile("\"value\":\"([^\"]*)\"");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @SuppressWarnings("NullAway.Init")
    private Session session;

    @SuppressWarnings("NullAway.Init")
    private FakeProcess running;

    @BeforeEach
    void start() throws IOException {
        session = new Session(folder.resolve("home"));
        Home unused = Home.openOrCreate(session.home(), Clock.fixed(Session.NOW, ZoneOffset.UTC));
        running = FakeProcess.in(session.home(), "{\"in_gold\":true,\"ms\":1}");
    }

    @AfterEach
    void stop() {
        running.close();
    }

    private byte[] sent() {
        Matcher value = VALUE.matcher(running.bodies().get(running.bodies().size() - 1));
        assertThat(value.find()).isTrue();
        return Base64.getDecoder().decode(value.group(1));
    }

    @Test
    void everyByteIsSentButOneLineEnd() {
        byte[] odd = {' ', '{', (byte) 0xff, (byte) 0xe4, 0, '}', '\n', ' ', '\n', '\r', '\n'};
        Session.Outcome outcome = session.reading(new ByteArrayInputStream(odd), "send", "-");
        assertThat(outcome.exitCode()).as(outcome.err()).isZero();
        assertThat(sent()).isEqualTo(Arrays.copyOf(odd, odd.length - 2));
        assertThat(session.reading(new ByteArrayInputStream(new byte[] {'a', '\n'}), "send", "-")
                        .exitCode())
                .isZero();
        assertThat(sent()).containsExactly('a');
    }

    @Test
    void aFileIsNamedBehindAnAt() throws IOException {
        byte[] event = "{\"a\": \"\u00e4\"}\n".getBytes(StandardCharsets.ISO_8859_1);
        Path file = Files.write(folder.resolve("event.json"), event);
        assertThat(session.run("send", "@" + file).exitCode()).isZero();
        assertThat(sent()).isEqualTo(Arrays.copyOf(event, event.length - 1));
        Session.Outcome missing = session.run("send", "@" + folder.resolve("no.json"));
        assertThat(missing.exitCode()).isEqualTo(3);
        assertThat(missing.err()).contains("INPUT_MISSING", "no.json");
        assertThat(session.run("send", "@" + folder).err()).contains("INPUT_UNREADABLE");
        assertThat(session.run("send", "@{\"patient_name\": \"Jane Example\"}").err())
                .contains("INPUT_MISSING")
                .doesNotContain("Jane");
        assertThat(session.run("send", "@{\"patient_name\": \"Jane Example" + "!".repeat(500) + "\"}")
                        .err())
                .contains("INPUT_UNREADABLE")
                .doesNotContain("Jane");
        assertThat(running.bodies()).hasSize(1);
    }

    @Test
    void anEventOfTheMostBytesGoesAndOneMoreIsRefused() {
        byte[] most = new byte[ControlClient.EVENT_BYTES_MAX];
        Arrays.fill(most, (byte) 'x');
        assertThat(session.reading(new ByteArrayInputStream(most), "send", "-").exitCode())
                .isZero();
        assertThat(running.bodies().get(0).length()).isLessThan(4 << 20);
        byte[] ended = Arrays.copyOf(most, most.length + 2);
        ended[most.length] = '\r';
        ended[most.length + 1] = '\n';
        assertThat(session.reading(new ByteArrayInputStream(ended), "send", "-").exitCode())
                .isZero();
        for (InputStream more :
                List.of(new ByteArrayInputStream(Arrays.copyOf(most, most.length + 1)), new Endless())) {
            Session.Outcome refused = session.reading(more, "send", "-");
            assertThat(refused.exitCode()).isEqualTo(2);
            assertThat(refused.err()).contains("USAGE", "longer than send takes");
        }
        assertThat(running.bodies()).hasSize(2);
    }

    @Test
    void anInputThatBreaksOffIsNoBug() {
        Session.Outcome broken = session.reading(new Broken(), "send", "-");
        assertThat(broken.exitCode()).isEqualTo(3);
        assertThat(broken.err())
                .contains("INPUT_UNREADABLE", "nothing was sent")
                .doesNotContain("secret", "bug");
        assertThat(running.bodies()).isEmpty();
    }

    private static final class Endless extends InputStream {
        @Override
        public int read() {
            return 'x';
        }

        @Override
        public int read(byte[] into, int from, int length) {
            Arrays.fill(into, from, from + length, (byte) 'x');
            return length;
        }
    }

    private static final class Broken extends InputStream {
        @Override
        public int read() throws IOException {
            throw new IOException("secret");
        }

        @Override
        public int read(byte[] into, int from, int length) throws IOException {
            throw new IOException("secret");
        }
    }
}
