package org.wardflow.spark.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.wardflow.core.ErrorCode;
import org.wardflow.core.WardflowException;
import org.wardflow.lake.FileIo;

/** What the lake relies on, of a disk as of a store. */
public abstract class FileIoContract {
    private static final int RACERS = 12;
    private static final int ROUNDS = 5;

    abstract FileIo io();

    /** A folder of this test. */
    abstract Path folder();

    /** Puts a file there as an engine would. */
    abstract void stage(Path file, byte[] content) throws Exception;

    /** More than a store takes in one request. */
    abstract int manyBytes();

    @Test
    void whatWasWrittenIsReadAtOnce() throws Exception {
        Path file = folder().resolve("a file with ümlaut & more");
        assertThat(io().find(file)).isEmpty();
        assertThatThrownBy(() -> io().read(file)).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> io().open(file)).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> io().digest(file)).isInstanceOf(NoSuchFileException.class);

        io().writeNew(file, text("first"));

        assertThat(io().read(file)).isEqualTo(text("first"));
        assertThat(io().find(file).orElseThrow().bytes()).isEqualTo(5);
        assertThat(io().list(folder())).extracting(FileIo.Entry::path).containsExactly(file);
        io().replace(file, text("second"));
        assertThat(io().read(file)).isEqualTo(text("second"));
    }

    @Test
    void aNameIsGivenOnce() throws Exception {
        Path file = folder().resolve("once");
        io().writeNew(file, text("first"));

        assertThatThrownBy(() -> io().writeNew(file, text("second"))).isInstanceOf(FileAlreadyExistsException.class);

        assertThat(io().read(file)).isEqualTo(text("first"));
        assertThat(io().list(folder())).hasSize(1);
    }

    @Test
    void ofManyWhoCreateAFileOneDoes() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(RACERS);
        try {
            for (int round = 0; round < ROUNDS; round++) {
                Path file = folder().resolve("race-" + round);
                CyclicBarrier start = new CyclicBarrier(RACERS);
                List<Callable<String>> racers = new ArrayList<>();
                for (int i = 0; i < RACERS; i++) {
                    String mine = "racer " + i;
                    racers.add(() -> {
                        start.await();
                        try {
                            io().writeNew(file, text(mine));
                            return mine;
                        } catch (FileAlreadyExistsException e) {
                            return "";
                        }
                    });
                }
                List<String> winners = new ArrayList<>();
                for (Future<String> racer : threads.invokeAll(racers)) {
                    if (!racer.get().isEmpty()) {
                        winners.add(racer.get());
                    }
                }
                assertThat(winners).containsExactly(new String(io().read(file), StandardCharsets.UTF_8));
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void listsAreInOrderOfNames() throws Exception {
        Path folder = folder().resolve("listed");
        assertThat(io().list(folder)).isEmpty();
        io().createFolder(folder);
        assertThat(io().list(folder)).isEmpty();
        for (String name : List.of("b", "a", "10", "9", "_c")) {
            io().writeNew(folder.resolve(name), text(name));
        }
        io().createFolder(folder.resolve("deep"));
        io().writeNew(folder.resolve("deep").resolve("deeper"), text("x"));

        List<FileIo.Entry> listed = io().list(folder);

        assertThat(listed).extracting(FileIo.Entry::name).containsExactly("10", "9", "_c", "a", "b", "deep");
        assertThat(listed).extracting(FileIo.Entry::folder).containsExactly(false, false, false, false, false, true);
        assertThat(listed.get(0).modifiedMillis()).isPositive();
    }

    @Test
    void anyPartOfAFileIsRead() throws Exception {
        byte[] content = noise(100_000);
        Path file = folder().resolve("ranges");
        io().writeNew(file, content);

        try (SeekableByteChannel channel = io().open(file)) {
            assertThat(channel.size()).isEqualTo(content.length);
            for (int at : new int[] {99_990, 0, 50_000, 3}) {
                ByteBuffer part = ByteBuffer.allocate(10);
                channel.position(at);
                while (part.hasRemaining()) {
                    assertThat(channel.read(part)).isPositive();
                }
                assertThat(part.array()).isEqualTo(java.util.Arrays.copyOfRange(content, at, at + 10));
            }
            channel.position(content.length);
            assertThat(channel.read(ByteBuffer.allocate(1))).isEqualTo(-1);
        }
    }

    @Test
    void aDeletedFileIsGone() throws Exception {
        Path file = folder().resolve("gone");
        io().writeNew(file, text("x"));

        assertThat(io().delete(file)).isTrue();

        assertThat(io().delete(file)).isFalse();
        assertThat(io().find(file)).isEmpty();
        io().writeNew(file, text("again"));
        assertThat(io().read(file)).isEqualTo(text("again"));
    }

    @Test
    void aStagedFileMovesToItsPlaceWithItsDigest() throws Exception {
        byte[] content = noise(manyBytes());
        Path staged = folder().resolve("staging").resolve("part");
        Path target = folder().resolve("table").resolve("part");
        io().createFolder(folder().resolve("staging"));
        io().createFolder(folder().resolve("table"));
        stage(staged, content);

        FileIo.Prepared taken = io().prepare(staged);
        io().takeIn(staged, target);
        io().syncFolder(folder().resolve("table"));

        assertThat(taken.bytes()).isEqualTo(content.length);
        assertThat(taken.digest()).isEqualTo(io().digest(target)).hasSize(64);
        assertThat(io().read(target)).isEqualTo(content);
        assertThat(io().find(staged)).isEmpty();
    }

    @Test
    void aLargeFileIsCreatedOnceToo() throws Exception {
        byte[] content = noise(manyBytes());
        Path file = folder().resolve("large");

        io().writeNew(file, content);

        assertThat(io().read(file)).isEqualTo(content);
        assertThatThrownBy(() -> io().writeNew(file, noise(manyBytes())))
                .isInstanceOf(FileAlreadyExistsException.class);
        assertThat(io().read(file)).isEqualTo(content);
    }

    @Test
    void aFolderGetsAnotherName() throws Exception {
        io().createFolder(folder().resolve("old").resolve("inner"));
        io().writeNew(folder().resolve("old").resolve("inner").resolve("file"), text("x"));

        io().rename(folder().resolve("old"), folder().resolve("new"));

        assertThat(io().read(folder().resolve("new").resolve("inner").resolve("file")))
                .isEqualTo(text("x"));
        assertThat(io().list(folder().resolve("old"))).isEmpty();
    }

    @Test
    void aLakeHasOneWriter() throws Exception {
        Path lake = folder().resolve("lake");
        io().createFolder(lake);
        try (FileIo.Held held = io().lock(lake)) {
            assertThat(held).isNotNull();
            assertThatThrownBy(() -> io().lock(lake))
                    .isInstanceOfSatisfying(
                            WardflowException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.HOME_LOCKED));
        }
        io().lock(lake).close();
    }

    static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static byte[] noise(int bytes) {
        byte[] noise = new byte[bytes];
        new Random(bytes).nextBytes(noise);
        return noise;
    }
}
