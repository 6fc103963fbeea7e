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

class StorePropertiesTest {
    private static final String KEY = "spark.hadoop.fs.s3a.secret.key";

    @TempDir
    private Path folder;

    @Test
    void aSecretIsTakenFromWhereItsReferencePoints() throws IOException {
        Path file = Files.writeString(folder.resolve("key"), "from-file\n");

        Map<String, String> resolved = StoreProperties.resolve(
                Map.of(KEY, "${file:" + file + "}", "spark.hadoop.fs.s3a.access.key", "${env:ACCESS}", "spark.a", "b"),
                Map.of("ACCESS", "from-environment"));

        assertThat(resolved)
                .containsEntry(KEY, "from-file")
                .containsEntry("spark.hadoop.fs.s3a.access.key", "from-environment")
                .containsEntry("spark.a", "b");
        assertThat(StoreProperties.hadoop(resolved).get("fs.s3a.secret.key")).isEqualTo("from-file");
    }

    @Test
    void aSecretInClearIsRefusedAndNotRepeated() {
        for (String name : new String[] {
            KEY,
            "spark.hadoop.fs.azure.account.key.x.dfs.core.windows.net",
            "spark.hadoop.fs.s3a.session.token",
            "spark.hadoop.fs.s3a.encryption.key",
            "spark.hadoop.fs.s3a.server-side-encryption.key",
            "spark.authenticate.secret",
            // Names that others gave.
            "spark.hadoop.fs.s3a.bucket.provider-lake.secret.key",
            "spark.hadoop.fs.s3a.bucket.lake.endpoint.access.key",
            "spark.hadoop.fs.azure.account.key.hospitalprovider.dfs.core.windows.net",
            "spark.hadoop.fs.azure.account.key.endpoint.dfs.core.windows.net",
            "spark.hadoop.fs.azure.sas.fixed.token.provider.hospital.dfs.core.windows.net",
            "spark.hadoop.fs.azure.account.oauth2.client.secret.endpoint.dfs.core.windows.net"
        }) {
            assertThatThrownBy(() -> StoreProperties.resolve(Map.of(name, "in-clear"), Map.of()))
                    .hasMessageNotContaining("in-clear")
                    .isInstanceOfSatisfying(
                            WardflowException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SETTING_INVALID));
        }
        for (String name : new String[] {
            "spark.hadoop.fs.azure.account.oauth2.token.file",
            "spark.hadoop.fs.azure.sas.token.provider.type.hospital.dfs.core.windows.net",
            "spark.hadoop.fs.azure.account.oauth2.refresh.token.endpoint",
            "spark.hadoop.fs.s3a.bucket.token-lake.endpoint",
            "spark.hadoop.fs.s3a.aws.credentials.provider"
        }) {
            assertThat(StoreProperties.resolve(Map.of(name, "in-clear"), Map.of()))
                    .containsEntry(name, "in-clear");
        }
    }

    @Test
    void aReferenceThatLeadsNowhereIsToldWithItsProperty() {
        assertThatThrownBy(() -> StoreProperties.resolve(Map.of(KEY, "${env:NOWHERE}"), Map.of()))
                .hasMessageContaining("NOWHERE")
                .isInstanceOfSatisfying(
                        WardflowException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SECRET_MISSING));
    }
}
