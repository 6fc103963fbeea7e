package org.wardflow.spark.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wardflow.core.ErrorCode;
import org.wardflow.core.WardflowException;

class HomePlaceTest {
    @TempDir
    private Path home;

    private void mark(String marker) throws IOException {
        Files.writeString(home.resolve(HomeCopy.MARKER), marker);
    }

    /** A number of a process, which may run on another machine, says nothing: a lock does. */
    @Test
    void whatAKilledProcessLeftGoesAndWhatALivingOneHasStays() throws Exception {
        mark("{\"version\":1}");
        Path dead = shuffled(
                "spark-" + ProcessHandle.current().parent().orElseThrow().pid());
        Path other = shuffled("staged");
        Path own;
        try (HomePlace living = HomePlace.open(home, Map.of())) {
            own = living.scratch();
            Path rows = shuffled(own.getFileName().toString());
            assertThat(dead).doesNotExist();
            try (HomePlace second = HomePlace.open(home, Map.of())) {
                assertThat(second.scratch()).isNotEqualTo(own).exists();
                assertThat(rows).exists();
            }
            assertThat(rows).exists();
        }
        assertThat(own).doesNotExist();
        assertThat(other).exists();
    }

    @Test
    void aFolderThatIsNoHomeIsRefusedAndStaysAsItIs() {
        assertThatThrownBy(() -> HomePlace.open(home, Map.of()))
                .isInstanceOfSatisfying(
                        WardflowException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.HOME_MISSING));
        assertThatThrownBy(() -> HomePlace.open(home.resolve("absent"), Map.of()))
                .isInstanceOfSatisfying(
                        WardflowException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.HOME_MISSING));
        assertThat(home).isEmptyDirectory();
    }

    @Test
    void aHomeOfAnotherLayoutIsRefusedAndStaysAsItIs() throws IOException {
        for (String marker : new String[] {"{\"version\":2}", "{}", "not JSON"}) {
            mark(marker);
            assertThatThrownBy(() -> HomePlace.open(home, Map.of()))
                    .as(marker)
                    .isInstanceOfSatisfying(
                            WardflowException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.HOME_VERSION));
        }
        assertThat(home).isDirectoryNotContaining(path -> !path.endsWith(HomeCopy.MARKER));
    }

    private Path shuffled(String name) throws IOException {
        Path folder = Files.createDirectories(home.resolve("tmp").resolve(name).resolve("blockmgr"));
        return Files.writeString(folder.resolve("shuffle"), "rows");
    }
}
