package org.wardflow.spark.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wardflow.core.ErrorCode;
import org.wardflow.core.WardflowException;
import org.wardflow.lake.FileIo;

/** A store whose renames are one step and fail if the name is taken, as ADLS Gen2 has them. It is this machine's disk, not Azure. */
class RenamingFilesTest extends FileIoContract {
    @TempDir
    private Path disk;

    private Renaming store;
    private HadoopFileIo io;

    @BeforeEach
    void open() throws IOException {
        store = new Renaming();
        store.initialize(Renaming.NAME, new Configuration());
        io = new HadoopFileIo(store, Creation.RENAMED);
    }

    @Override
    FileIo io() {
        return io;
    }

    @Override
    Path folder() {
        return ObjectStore.path(Renaming.NAME + disk.toString());
    }

    @Override
    void stage(Path file, byte[] content) throws IOException {
        Files.write(Path.of(file.toUri().getPath()), content);
    }

    @Override
    int manyBytes() {
        return 1_000_000;
    }

    /** A moment without the object, and another writer would find the lake free. */
    @Test
    void aLeaseIsNeverAwayWhileItIsRenewed() throws Exception {
        Path lake = folder().resolve("lake");
        Path object = disk.resolve("lake/_writer/00000000000000000001");
        try (Lease lease = Lease.take(io, lake, Lease.LIFE, Duration.ofMillis(5))) {
            FileTime first = Files.getLastModifiedTime(object);
            long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
            while (Files.getLastModifiedTime(object).equals(first) && System.nanoTime() < until) {
                TimeUnit.MILLISECONDS.sleep(5);
            }
            assertThat(Files.getLastModifiedTime(object)).isGreaterThan(first);
            assertThat(lease).isNotNull();
        }
        assertThat(store.deleted).noneMatch(name -> name.endsWith("00000000000000000001"));
        Lease.take(io, lake).close();
    }

    /** Held up between its look and its object, while two others take the lake, it finds the number free that it wanted. */
    @Test
    void whoTakesANumberThatOthersHaveGoneBeyondIsRefused() throws Exception {
        Path lake = folder().resolve("lake");
        Lease.take(io, lake).close();
        Renaming quick = new Renaming();
        quick.initialize(Renaming.NAME, new Configuration());
        HadoopFileIo others = new HadoopFileIo(quick, Creation.RENAMED);
        List<Lease> taken = new ArrayList<>();
        store.beforeNumber = () -> {
            Lease.take(others, lake).close();
            taken.add(Lease.take(others, lake));
        };
        try {
            assertThatThrownBy(() -> Lease.take(io, lake))
                    .isInstanceOfSatisfying(
                            WardflowException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.HOME_LOCKED));
            assertThat(disk.resolve("lake/_writer")).isDirectoryContaining("glob:**/00000000000000000003");
            assertThat(disk.resolve("lake/_writer/00000000000000000002")).doesNotExist();
        } finally {
            taken.forEach(Lease::close);
        }
    }

    /** Its renewal may hang, as on a connection that is half open: nobody tells it that another one has the lake. */
    @Test
    void whoDoesNotRenewItsLeaseInTimeWritesNoMore() throws Exception {
        Path lake = folder().resolve("lake");
        Duration life = Duration.ofSeconds(2);
        try (Lease lease = Lease.take(io, lake, life, Duration.ofMillis(100))) {
            assertThat(lease).isNotNull();
            TimeUnit.MILLISECONDS.sleep(2_500);
            io.writeNew(lake.resolve("renewed"), new byte[] {1});
        }
        try (Lease lease = Lease.take(io, lake, life, Duration.ofDays(1))) {
            assertThat(lease).isNotNull();
            TimeUnit.MILLISECONDS.sleep(2_000);
            assertThatThrownBy(() -> io.writeNew(lake.resolve("late"), new byte[] {1}))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("not renewed in time");
            assertThat(io.find(lake.resolve("late"))).isEmpty();
        }
        io.writeNew(lake.resolve("after"), new byte[] {1});
    }

    private static final class Renaming extends RawLocalFileSystem {
        private static final URI NAME = URI.create("renaming://disk");

        private final Set<String> deleted = ConcurrentHashMap.newKeySet();
        private Runnable beforeNumber = () -> {};

        @Override
        public boolean delete(org.apache.hadoop.fs.Path path, boolean recursive) throws IOException {
            deleted.add(path.getName());
            return super.delete(path, recursive);
        }

        @Override
        public URI getUri() {
            return NAME;
        }

        @Override
        protected void checkPath(org.apache.hadoop.fs.Path path) {
            // Any is ours.
        }

        @Override
        public synchronized boolean rename(org.apache.hadoop.fs.Path from, org.apache.hadoop.fs.Path to)
                throws IOException {
            if (to.getName().matches("[0-9]{20}")) {
                beforeNumber.run();
            }
            return !exists(to) && super.rename(from, to);
        }
    }
}
