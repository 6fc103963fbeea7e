package org.wardflow.spark.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class StorePathTest {
    @Test
    void aPlaceIsNamedAsHadoopNamesIt() {
        Path home = ObjectStore.path("s3a://bucket/my home/");

        assertThat(home).hasToString("s3a://bucket/my home").isEqualTo(ObjectStore.path(home.toString()));
        assertThat(home.resolve("lake").resolve("silver/stay")).hasToString("s3a://bucket/my home/lake/silver/stay");
        assertThat(home.toUri()).hasToString("s3a://bucket/my%20home");
        assertThat(ObjectStore.hadoop(home)).hasToString("s3a://bucket/my home");
        assertThat(ObjectStore.path("abfss://lake@account.dfs.core.windows.net/h")
                        .toUri()
                        .getAuthority())
                .isEqualTo("lake@account.dfs.core.windows.net");
    }

    @Test
    void partsOfANameAreTakenApart() {
        Path file = ObjectStore.path("s3a://bucket/home/lake/part");
        Path home = ObjectStore.path("s3a://bucket/home");

        assertThat(file.getFileName()).hasToString("part");
        assertThat(file.getParent()).hasToString("s3a://bucket/home/lake");
        assertThat(home.relativize(file)).hasToString("lake/part");
        assertThat(home.resolve(home.relativize(file))).isEqualTo(file);
        assertThat(file.startsWith(home)).isTrue();
        assertThat(file.resolveSibling("other")).hasToString("s3a://bucket/home/lake/other");
        assertThat(home.resolve("a/../b/./c").normalize()).hasToString("s3a://bucket/home/b/c");
        assertThat(file.getFileSystem().getPath("s3a://bucket/home/lake/part")).isEqualTo(file);
    }

    @Test
    void aPathOfThisMachineIsNone() {
        assertThat(ObjectStore.isLocation("/home/lake")).isFalse();
        assertThat(ObjectStore.isLocation("file:///home/lake")).isFalse();
        assertThat(ObjectStore.isLocation("C:\\lake")).isFalse();
        assertThat(ObjectStore.has(ObjectStore.path("/home/lake"))).isFalse();
    }
}
