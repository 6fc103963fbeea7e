package org.wardflow.spark.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.wardflow.lake.FileIo;
import org.wardflow.lake.LocalFileIo;

class LocalFilesTest extends FileIoContract {
    @TempDir
    private Path folder;

    @Override
    FileIo io() {
        return new LocalFileIo();
    }

    @Override
    Path folder() {
        return folder;
    }

    @Override
    void stage(Path file, byte[] content) throws IOException {
        Files.write(file, content);
    }

    @Override
    int manyBytes() {
        return 1_000_000;
    }
}
