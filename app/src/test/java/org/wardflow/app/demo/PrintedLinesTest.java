package org.wardflow.app.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wardflow.core.WallClock;
import org.wardflow.server.DemoRoles;
import org.wardflow.warehouse.embedded.EmbeddedPostgres;

/** What a demo says of the ways to look at it, once they are there. */
class PrintedLinesTest {
    private static final Duration LIMIT = Duration.ofMinutes(3);
    private static final String LAST = "Choose the views of kpi and the tables of gold";

    private static final Pattern LINK = Pattern.compile("(?m)once: http.*$\\n");

    @TempDir
    private Path folder;

    @Test
    void theDemoPrintsALinkForEachRoleAndTheAddressOfItsPostgresqlWithTheStepsForPowerBi() throws Exception {
        Path printed = folder.resolve("printed");
        Process demo = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx1g",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "org.wardflow.app.Main",
                        "--home",
                        folder.resolve("home").toString(),
                        "demo",
                        "--days",
                        "1",
                        "--hospitals",
                        "1")
                .redirectErrorStream(true)
                .redirectOutput(printed.toFile())
                .start();
        try {
            awaitLines(demo, printed);
            String text = read(printed);
            assertThat(text).containsPattern("(?m)^Pages at http://localhost:\\d+");
            for (String role : DemoRoles.all().keySet()) {
                assertThat(text)
                        .containsPattern("(?m)^  as " + role + " +once: http://localhost:\\d+/start#[\\w-]{20,}$");
            }
            Matcher address = Pattern.compile(
                            "(?m)^PostgreSQL, read only: postgresql://bi_demo:[\\w-]{20,}@127\\.0\\.0\\.1:(\\d+)/wardflow$")
                    .matcher(text);
            assertThat(address.find()).as(text).isTrue();
            assertThat(text)
                    .contains(
                            "1. Get data, PostgreSQL database: server 127.0.0.1:%s, database wardflow."
                                    .formatted(address.group(1)),
                            "2. Sign in as Database: user bi_demo",
                            "3. " + LAST);
        } finally {
            demo.destroyForcibly().waitFor();
            // Its guard stops PostgreSQL, which writes into the folder until then.
            Path postgres = folder.resolve("home").resolve("postgres");
            while (EmbeddedPostgres.running(postgres).isPresent()) {
                Thread.sleep(100);
            }
        }
    }

    private static void awaitLines(Process demo, Path printed) throws IOException, InterruptedException {
        long began = WallClock.nanos();
        String text = "";
        while (!text.contains(LAST)
                || LINK.matcher(text).results().count() < DemoRoles.all().size()) {
            assertThat(demo.isAlive()).as(text).isTrue();
            assertThat(WallClock.nanos() - began).as(text).isLessThan(LIMIT.toNanos());
            Thread.sleep(200);
            text = read(printed);
        }
    }

    /** What is there so far: the last character may be half of one. */
    private static String read(Path printed) throws IOException {
        return new String(Files.readAllBytes(printed), StandardCharsets.UTF_8);
    }
}
