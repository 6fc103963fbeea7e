package org.wardflow.app.notice;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wardflow.app.live.SettableClock;
import org.wardflow.app.settings.Settings;
import org.wardflow.app.settings.SettingsFile;
import org.wardflow.core.ErrorCode;
import org.wardflow.core.WardflowException;

/** When a message is made, and that it arrives, at a real receiver of web hooks. */
class NoticesTest {
    private static final Duration QUIET = Duration.ofMinutes(2);

    @TempDir
    private Path home;

    private final SettableClock clock = new SettableClock(Instant.parse("2026-11-01T10:00:00Z"));
    private HookServer server;

    @BeforeEach
    void listen() throws IOException {
        server = new HookServer();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aProblemIsToldOnceWithWhatFailedSinceWhenWhatIsSafeAndWhatToDo() {
        Notices notices = open();
        Problem problem = problem("gold.dim_patient");
        for (int cycle = 0; cycle < 5; cycle++) {
            observe(notices, problem);
        }
        assertThat(server.types()).containsExactly("wardflow.failed");
        var json = server.posts.get(0).json();
        assertThat(json.at("/data/owner").asText()).isEqualTo("Flow team");
        assertThat(json.at("/data/home").asText()).isEqualTo(home.toString());
        assertThat(json.at("/data/problems/0/subject").asText()).isEqualTo("gold.dim_patient");
        assertThat(json.at("/data/problems/0/since").asText()).isEqualTo("2026-11-01T10:00:00Z");
        assertThat(json.at("/text").asText())
                .contains("For Flow team", "model gold.dim_patient failed, since 2026-11-01T10:00:00Z")
                .contains("What:  WARDFLOW-4003 MODEL_FAILED: Two rows with one key")
                .contains("Safe:  everything taken in up to 2026-11-01T09:59:00Z is in gold", "nothing is lost")
                .contains("Do:    correct the model", "./wardflow status --home " + home);
    }

    @Test
    void itsEndIsToldOnceItHasBeenGoneForTheQuietTime() {
        Notices notices = open();
        observe(notices, problem("gold.dim_patient"));
        clock.pass(Duration.ofMinutes(5));
        observe(notices);
        clock.pass(QUIET.minusMillis(1));
        observe(notices);
        assertThat(server.types()).containsExactly("wardflow.failed");
        clock.pass(Duration.ofMillis(1));
        observe(notices);
        observe(notices);
        assertThat(server.types()).containsExactly("wardflow.failed", "wardflow.recovered");
        var recovered = server.posts.get(1).json();
        assertThat(recovered.at("/data/problems/0/over").asText()).isEqualTo("2026-11-01T10:05:00Z");
        assertThat(recovered.at("/text").asText())
                .contains("model gold.dim_patient works again, since 2026-11-01T10:05:00Z");
        observe(notices, problem("gold.dim_patient"));
        assertThat(server.types()).endsWith("wardflow.recovered", "wardflow.failed");
    }

    @Test
    void aProblemThatComesAndGoesIsToldOnce() {
        Notices notices = open();
        for (int i = 0; i < 500; i++) {
            observe(notices, problem("gold.dim_patient"));
            clock.pass(Duration.ofSeconds(1));
            observe(notices);
            clock.pass(QUIET.minusMillis(1));
            observe(notices);
        }
        assertThat(server.types()).containsExactly("wardflow.failed");
    }

    @Test
    void problemsThatBeginTogetherShareAMessageAndEndEachForItself() {
        Notices notices = open();
        observe(notices, problem("gold.a"), problem("gold.b"));
        observe(notices, problem("gold.b"));
        clock.pass(QUIET);
        observe(notices, problem("gold.b"));
        assertThat(server.types()).containsExactly("wardflow.failed", "wardflow.recovered");
        assertThat(server.posts.get(0).json().at("/data/problems")).hasSize(2);
        assertThat(server.posts.get(0).json().at("/text").asText()).startsWith("Wardflow: 2 problems began");
        assertThat(server.posts.get(1).json().at("/data/problems")).hasSize(1);
        assertThat(server.posts.get(1).json().at("/data/problems/0/subject").asText())
                .isEqualTo("gold.a");
    }

    @Test
    void whatWasNoticedBeforeAKillIsSentAfterItAndOnlyOnce() {
        server.answer(503);
        observe(open(), problem("gold.dim_patient"));
        assertThat(server.posts).hasSize(1);
        server.answer(200);
        Notices second = open();
        observe(second, problem("gold.dim_patient"));
        assertThat(server.types()).containsExactly("wardflow.failed", "wardflow.failed");
        assertThat(server.posts.get(1).id())
                .hasSize(32)
                .isEqualTo(server.posts.get(0).id());
        Notices third = open();
        observe(third, problem("gold.dim_patient"));
        assertThat(server.posts).hasSize(2);
        observe(third);
        clock.pass(QUIET);
        observe(third);
        assertThat(server.types()).endsWith("wardflow.failed", "wardflow.recovered");
        assertThat(server.posts.get(2).id()).isNotEqualTo(server.posts.get(1).id());
    }

    @Test
    void aReceiverThatIsDownIsTriedAgainWithGrowingPausesAndGetsEverythingInOrder() throws IOException {
        int port = server.port();
        Notices notices = open();
        server.close();
        observe(notices, problem("gold.a"));
        observe(notices, problem("gold.a"), problem("gold.b"));
        assertThat(notices.status().waiting()).isEqualTo(2);
        assertThat(notices.status().failures()).isEqualTo(1);
        assertThat(notices.status().lastFailure())
                .hasValueSatisfying(why -> assertThat(why)
                        .contains("webhook 127.0.0.1:" + port, "not reached")
                        .doesNotContain("hush"));
        long attempts = attemptsWithin(notices, Duration.ofMinutes(60));
        // After 1, 6, 36 and 156 s, then every ten minutes.
        assertThat(attempts).isEqualTo(4 + 5);
        server = new HookServer(port);
        clock.pass(Duration.ofMinutes(10));
        notices.deliver();
        assertThat(server.posts)
                .extracting(post -> post.json().at("/data/problems/0/subject").asText())
                .containsExactly("gold.a", "gold.b");
        assertThat(notices.status()).isEqualTo(new NoticeStatus(true, 2, 10, 0, 0, Optional.empty(), Optional.empty()));
    }

    @Test
    void aClockThatIsSetBackAfterAFailedAttemptDoesNotSilenceTheChannel() {
        server.answer(503);
        Notices notices = open();
        observe(notices, problem("gold.a"));
        Duration untilNext = Duration.ofSeconds(1);
        Duration longest = Duration.ofMinutes(10);
        clock.pass(untilNext.minus(longest));
        notices.deliver();
        assertThat(server.posts).as("no longer than after many failures").hasSize(1);
        server.answer(200);
        clock.pass(Duration.ofMillis(-1));
        notices.deliver();
        assertThat(server.posts).hasSize(2);
        server.answer(503);
        clock.pass(Duration.ofDays(3_650));
        observe(notices, problem("gold.a"), problem("gold.b"));
        clock.pass(Duration.ofDays(-3_650));
        server.answer(200);
        notices.deliver();
        assertThat(server.posts).hasSize(4);
        assertThat(notices.status().waiting()).isZero();
    }

    @Test
    void theOutboxIsBoundedAndTheNextMessageSaysHowManyWereDropped() {
        server.answer(500);
        Notices notices = open();
        for (int i = 0; i < 110; i++) {
            observe(notices, problem("gold.m" + i));
            clock.pass(QUIET);
            observe(notices);
            clock.pass(QUIET);
            observe(notices);
        }
        assertThat(notices.status().waiting()).isEqualTo(100);
        assertThat(notices.status().dropped()).isEqualTo(120);
        server.answer(200);
        server.posts.clear();
        clock.pass(Duration.ofMinutes(10));
        notices.deliver();
        assertThat(server.posts).hasSize(100);
        assertThat(server.posts.get(0).json().at("/data/dropped").asInt()).isEqualTo(120);
        assertThat(server.posts.get(1).json().at("/data/dropped").asInt()).isZero();
    }

    @Test
    void aMessageThatCannotBeDeliveredForAWeekIsDropped() {
        server.answer(410);
        Notices notices = open();
        observe(notices, problem("gold.a"));
        clock.pass(Duration.ofDays(7).minusSeconds(1));
        notices.deliver();
        assertThat(notices.status().waiting()).isEqualTo(1);
        clock.pass(Duration.ofMinutes(11));
        notices.deliver();
        assertThat(notices.status().waiting()).isZero();
        assertThat(notices.status().dropped()).isEqualTo(1);
    }

    @Test
    void aFullDiskIsItselfTold() throws IOException {
        Notices notices = open();
        Files.writeString(home.resolve("notices"), "a file where the folder would be, so that no write succeeds");
        observe(notices, problem("gold.a"));
        assertThat(server.types()).containsExactly("wardflow.failed");
        Files.delete(home.resolve("notices"));
        observe(notices, problem("gold.a"));
        assertThat(home.resolve("notices/state.json")).exists();
        observe(open(), problem("gold.a"));
        assertThat(server.posts).hasSize(1);
    }

    @Test
    void aDamagedFileIsPutAside() throws IOException {
        Files.createDirectories(home.resolve("notices"));
        Files.writeString(home.resolve("notices/state.json"), "{\"made\": 1, \"open\": 7");
        observe(open(), problem("gold.a"));
        assertThat(server.types()).containsExactly("wardflow.failed");
        assertThat(home.resolve("notices/state.json.damaged")).exists();
    }

    @Test
    void withoutAChannelNothingHappens() {
        Notices notices = Notices.idle(Settings.defaults(), home, clock);
        observe(notices, problem("gold.a"));
        assertThat(home).isEmptyDirectory();
        assertThat(notices.status().on()).isFalse();
    }

    @Test
    void theThreadDeliversAndObservingDoesNotWaitForIt() {
        server.answerWithoutEnd();
        try (Notices notices = Notices.open(settings(), home, java.time.Clock.systemUTC())) {
            notices.observe(List.of(problem("gold.a")));
            await(() -> notices.status().delivered() == 1);
            server.close();
            long started = System.nanoTime();
            notices.observe(List.of(problem("gold.a"), problem("gold.b")));
            assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofSeconds(1));
            await(() -> notices.status().failures() >= 2);
        }
        assertThat(server.types()).containsExactly("wardflow.failed");
    }

    @Test
    void noMessageHoldsAPatientValue() {
        Notices notices = open();
        Throwable quoting = new IllegalArgumentException("invalid date '1961-07-01' of Jane Doe");
        observe(
                notices,
                Problem.failure(Problem.Kind.CYCLE, "cycle", quoting, clock.instant(), Optional.empty()),
                Problem.failure(
                        Problem.Kind.SOURCE,
                        "patient-flow",
                        new WardflowException(ErrorCode.ENGINE_FAILED, "It failed", "a state", "a fix", quoting),
                        clock.instant(),
                        Optional.empty()));
        assertThat(server.posts).hasSize(1);
        assertThat(server.posts.get(0).json().toString())
                .doesNotContain("Jane", "1961-07-01")
                .contains("IllegalArgumentException");
    }

    private Notices open() {
        return Notices.idle(settings(), home, clock);
    }

    private Settings settings() {
        try {
            Path file = Files.createTempFile("wardflow", ".yaml");
            Files.writeString(
                    file, "notice: {owner: Flow team, webhook: {url: '%s'}, quiet: 2m}".formatted(server.url()));
            return SettingsFile.read(file, Map.of());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private void observe(Notices notices, Problem... present) {
        notices.observe(List.of(present));
        notices.deliver();
    }

    private Problem problem(String model) {
        WardflowException reason =
                new WardflowException(ErrorCode.MODEL_FAILED, "Two rows with one key", "2 rows", "correct the model");
        Instant now = clock.instant();
        return Problem.failure(Problem.Kind.MODEL, model, reason, now, Optional.of(now.minusSeconds(60)));
    }

    private long attemptsWithin(Notices notices, Duration time) {
        long before = notices.status().failures();
        for (long second = 0; second < time.toSeconds(); second++) {
            clock.pass(Duration.ofSeconds(1));
            notices.deliver();
        }
        return notices.status().failures() - before;
    }

    static void await(java.util.function.BooleanSupplier condition) {
        long started = System.nanoTime();
        while (!condition.getAsBoolean()) {
            assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofSeconds(20));
            Thread.onSpinWait();
        }
    }
}
