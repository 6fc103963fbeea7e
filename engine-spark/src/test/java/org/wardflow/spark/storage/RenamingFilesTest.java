package org.wardflow.spark.storage;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.wardflow.lake.FileIo;

/** A store whose renames are one step and fail if the name is taken, as ADLS Gen2 has them. It is this machine's disk, not Azure. */
class RenamingFilesTest extends FileIoContract {
    @TempDir
    private Path disk;

    private HadoopFileIo io;

    @BeforeEach
    void open() throws IOException {
        Renaming store = new Renaming();
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

    private static final class Renaming extends RawLocalFileSystem {
        private static final URI NAME = URI.create("renaming://disk");

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
            return !exists(to) && super.rename(from, to);
        }
    }
}
