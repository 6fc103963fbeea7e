package org.wardflow.spark.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HomePlaceTest {
    @TempDir
    private Path home;

    @Test
    void whatAKilledProcessLeftGoesAndWhatALivingOneHasStays() throws Exception {
        Process ended = new ProcessBuilder("true").start();
        assertThat(ended.waitFor()).isZero();
        Path dead = shuffled("spark-" + ended.pid());
        Path alive = shuffled(
                "spark-" + ProcessHandle.current().parent().orElseThrow().pid());
        Path other = shuffled("staged");
        Path own;
        try (HomePlace place = HomePlace.open(home, Map.of())) {
            own = place.scratch();
            assertThat(own).isEmptyDirectory();
            assertThat(shuffled(own.getFileName().toString())).exists();
        }
        assertThat(own).doesNotExist();
        assertThat(dead).doesNotExist();
        assertThat(alive).exists();
        assertThat(other).exists();
    }

    private Path shuffled(String name) throws IOException {
        Path folder = Files.createDirectories(home.resolve("tmp").resolve(name).resolve("blockmgr"));
        return Files.writeString(folder.resolve("shuffle"), "rows");
    }
}
