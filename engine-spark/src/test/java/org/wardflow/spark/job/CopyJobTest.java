package org.wardflow.spark.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wardflow.core.ErrorCode;
import org.wardflow.core.WardflowException;
import org.wardflow.spark.storage.HomeCopy;
import org.wardflow.spark.storage.StoreServer;

class CopyJobTest {
    private static final Map<String, String> ENVIRONMENT = Map.of("KEY", "a-secret-of-this-test");

    @TempDir
    private Path folder;

    @Test
    void whatIsNotACopyIsRefusedWithHowToWriteIt() {
        String home = folder.toString();
        refuses("no --from", "--home", "s3a://bucket/home");
        refuses("no --home in an object store", "--from", home);
        refuses("no --home in an object store", "--from", home, "--home", "/elsewhere");
        refuses("--home without a value", "--from", home, "--home");
        refuses("the argument --to", "--from", home, "--to", "s3a://bucket/home");
        refuses("--conf without NAME=VALUE", "--from", home, "--home", "s3a://bucket/home", "--conf", "a");
    }

    @Test
    void aSecretInClearIsRefusedAndNotRepeated() {
        assertThatThrownBy(() -> CopyJob.run(
                        ENVIRONMENT,
                        "--from",
                        folder.toString(),
                        "--home",
                        "s3a://bucket/home",
                        "--conf",
                        "spark.hadoop.fs.s3a.secret.key=in-clear"))
                .hasMessageNotContaining("in-clear")
                .isInstanceOfSatisfying(
                        WardflowException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SETTING_INVALID));
    }

    @Test
    @Tag("slow")
    void aHomeIsCopiedOnceAndWhatIsNoneNever() throws Exception {
        Path home = Files.createDirectories(folder.resolve("home"));
        Files.createDirectories(home.resolve("lake"));
        Files.createDirectories(home.resolve("payloads/ab"));
        Files.writeString(home.resolve("payloads/ab/abc"), "large");
        Files.writeString(home.resolve("wardflow.yaml"), "stays: here");
        try (StoreServer store = new StoreServer()) {
            fails(ErrorCode.HOME_MISSING, store, home);
            Files.writeString(home.resolve(HomeCopy.MARKER), "{\"version\":1}");

            // As a copy before left it, of another home, that was cut short.
            String left = "copy/lake/silver/stay/_delta_log/00000000000000000009.json";
            put(store, left);
            assertThat(store.names()).contains(left);

            assertThat(CopyJob.run(ENVIRONMENT, arguments(store, home)).files()).isEqualTo(2);
            assertThat(store.names()).doesNotContain(left);
            assertThat(store.names()).contains("copy/wardflow-home.json", "copy/payloads/ab/abc");
            assertThat(store.names()).noneMatch(name -> name.contains("wardflow.yaml"));
            fails(ErrorCode.USAGE, store, home);
        }
    }

    private static void put(StoreServer store, String name) throws Exception {
        HttpResponse<Void> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(store.endpoint() + "/bucket/" + name))
                                .PUT(HttpRequest.BodyPublishers.ofString("{}"))
                                .build(),
                        HttpResponse.BodyHandlers.discarding());
        assertThat(answer.statusCode()).isEqualTo(200);
    }

    private String[] arguments(StoreServer store, Path home) {
        List<String> arguments = new ArrayList<>(List.of("--from", home.toString(), "--home", "s3a://bucket/copy"));
        for (String setting : List.of(
                "endpoint=" + store.endpoint(),
                "endpoint.region=us-east-1",
                "path.style.access=true",
                "access.key=${env:KEY}",
                "secret.key=${env:KEY}",
                "buffer.dir=" + folder.resolve("buffers"))) {
            arguments.addAll(List.of("--conf", "spark.hadoop.fs.s3a." + setting));
        }
        return arguments.toArray(String[]::new);
    }

    private void fails(ErrorCode code, StoreServer store, Path home) {
        assertThatThrownBy(() -> CopyJob.run(ENVIRONMENT, arguments(store, home)))
                .isInstanceOfSatisfying(
                        WardflowException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    private static void refuses(String found, String... arguments) {
        assertThatThrownBy(() -> CopyJob.run(ENVIRONMENT, arguments))
                .isInstanceOfSatisfying(WardflowException.class, e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.USAGE);
                    assertThat(e)
                            .hasMessageContaining("The home cannot be copied")
                            .hasMessageContaining(found)
                            .hasMessageContaining("--from DIR --home s3a://BUCKET/HOME");
                });
    }
}
