package org.wardflow.spark.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.junit.jupiter.api.Test;

class ObjectStoreTest {
    /** A store that tells what it was given. */
    public static final class Quoting extends RawLocalFileSystem {
        @Override
        public void initialize(URI uri, Configuration configuration) throws IOException {
            throw new IOException("refused: " + configuration.get("fs.s3a.secret.key"));
        }
    }

    @Test
    void aStoreThatCannotBeUsedIsToldWithoutItsSecrets() {
        Configuration configuration = new Configuration(false);
        configuration.setClass("fs.s3a.impl", Quoting.class, Quoting.class.getSuperclass());
        configuration.set("fs.s3a.secret.key", "wJalrXUtnFEMI");

        assertThatThrownBy(() -> ObjectStore.open(ObjectStore.path("s3a://bucket/home"), configuration))
                .hasMessageContaining("DISK_FAILED")
                .hasMessageContaining("refused: ***")
                .hasMessageNotContaining("wJalrXUtnFEMI")
                .satisfies(e -> assertThat(String.valueOf(e.getCause())).doesNotContain("wJalrXUtnFEMI"));
    }
}
