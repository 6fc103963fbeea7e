package org.wardflow.spark.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wardflow.core.ErrorCode;
import org.wardflow.core.WardflowException;
import org.wardflow.lake.FileIo;

@Tag("slow")
class ObjectFilesTest extends FileIoContract {
    private static final long WAIT_SECONDS = 60;

    /** A life that has ended; some times of a store are whole seconds. */
    private static final Duration OVER = Duration.ofSeconds(-2);

    @TempDir
    private static Path buffers;

    private static TestStore store;

    private ObjectStore open;
    private String name;

    @BeforeAll
    static void start() throws IOException {
        store = new TestStore(buffers);
    }

    @BeforeEach
    void connect() {
        open = store.open();
        name = UUID.randomUUID().toString();
    }

    @AfterEach
    void disconnect() {
        open.close();
    }

    @AfterAll
    static void stop() {
        store.close();
    }

    @Override
    FileIo io() {
        return open.io();
    }

    @Override
    Path folder() {
        return store.place(name);
    }

    @Override
    void stage(Path file, byte[] content) throws IOException {
        open.io().replace(file, content);
    }

    @Override
    int manyBytes() {
        return 12_000_000;
    }

    @Test
    void aLargeObjectGoesInParts() throws Exception {
        int before = store.server().multiparts();
        io().writeNew(folder().resolve("large"), noise(manyBytes()));
        assertThat(store.server().multiparts()).isEqualTo(before + 1);
    }

    @Test
    void anAnswerThatWasLostIsNoOtherWriter() throws Exception {
        Path file = folder().resolve("mine");
        store.server().loseAnswers(1);

        io().writeNew(file, text("mine"));

        assertThat(io().read(file)).isEqualTo(text("mine"));
    }

    @Test
    void aStoreThatIgnoresConditionsIsRefused() throws Exception {
        try (TestStore careless = new TestStore(buffers);
                ObjectStore opened = careless.open()) {
            careless.server().ignoreConditions();

            assertThatThrownBy(() -> opened.io().lock(careless.place("lake")))
                    .isInstanceOfSatisfying(
                            WardflowException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STORE_UNSUITABLE));
            assertThat(careless.server().names()).noneMatch(left -> left.contains("probe"));
        }
    }

    @Test
    void aWriterThatDiedKeepsOthersOutForItsLifeOnly() throws Exception {
        Path lake = folder().resolve("lake");
        HadoopFileIo dead = (HadoopFileIo) io();
        Duration never = Duration.ofDays(1);
        Lease abandoned = Lease.take(dead, lake, Lease.LIFE, never);
        HadoopFileIo other = (HadoopFileIo) store.open().io();
        assertThatThrownBy(() -> Lease.take(other, lake, Lease.LIFE, never)).isInstanceOf(WardflowException.class);

        Lease next = Lease.take(other, lake, OVER, never);

        assertThatThrownBy(() -> Lease.take(dead, lake, Lease.LIFE, never)).isInstanceOf(WardflowException.class);
        next.close();
        abandoned.close();
        Lease.take(other, lake, Lease.LIFE, never).close();
    }

    @Test
    void aWriterThatLostItsLeaseWritesNoMore() throws Exception {
        Path lake = folder().resolve("lake");
        HadoopFileIo slow = (HadoopFileIo) io();
        try (Lease lost = Lease.take(slow, lake, Lease.LIFE, Duration.ofMillis(50));
                ObjectStore second = store.open();
                Lease taken = Lease.take((HadoopFileIo) second.io(), lake, OVER, Lease.RENEWAL)) {
            assertThat(lost).isNotSameAs(taken);
            // A lease of no length lets it come at once, and is over as soon.
            ((HadoopFileIo) second.io()).writableAlways();
            long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(WAIT_SECONDS);
            int written = 0;
            IOException refused = null;
            while (refused == null && System.nanoTime() < until) {
                try {
                    slow.writeNew(lake.resolve("late-" + written++), text("late"));
                    TimeUnit.MILLISECONDS.sleep(10);
                } catch (IOException e) {
                    refused = e;
                }
            }
            assertThat(refused).hasMessageContaining("taken this lake over");
            second.io().writeNew(lake.resolve("new"), text("new"));
        }
    }

    @Test
    void noAnswerOfAStoreBringsASecretOut() throws Exception {
        try (TestStore closed = new TestStore(buffers);
                ObjectStore opened = closed.open()) {
            closed.server().refuseAll();

            assertThatThrownBy(() -> opened.io().list(closed.place("x")))
                    .isInstanceOf(IOException.class)
                    .satisfies(e -> assertThat(stackTrace(e)).contains("***").doesNotContain(TestStore.SECRET));
        }
    }

    @Test
    void theDiskOfThisMachineIsNotAskedForAnObject() {
        assertThatThrownBy(() -> java.nio.file.Files.exists(folder()))
                .isInstanceOf(UnsupportedOperationException.class);
    }

    private static String stackTrace(Throwable failure) {
        java.io.StringWriter text = new java.io.StringWriter();
        failure.printStackTrace(new java.io.PrintWriter(text));
        return text.toString();
    }
}
