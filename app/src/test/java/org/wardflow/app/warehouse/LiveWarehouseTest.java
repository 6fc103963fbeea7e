package org.wardflow.app.warehouse;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wardflow.app.home.Home;
import org.wardflow.app.inbox.FileQueue;
import org.wardflow.app.live.Live;
import org.wardflow.app.notice.Problem;
import org.wardflow.app.settings.SettingsFile;
import org.wardflow.app.workspace.Workspace;
import org.wardflow.core.WallClock;
import org.wardflow.ingest.FileContent;
import org.wardflow.warehouse.Publisher;
import org.wardflow.warehouse.TableCheck;
import org.wardflow.warehouse.embedded.EmbeddedPostgres;

class LiveWarehouseTest {
    /** Of a patient whose id has all that stands for something else in what PostgreSQL reads. */
    private static final String EVENT = """
            {"patient_id": "%s \\"\\\\, {}'NULL\\t", "gender": "Female", "age": 40, "department": "ICU", "bed_id": %s, "hospital_id": 1, \
            "admission_time": "2026-10-30T08:00:00", "discharge_time": "2026-10-31T08:00:00"}
            """;

    private static final Duration SOON = Duration.ofSeconds(90);

    @TempDir
    Path folder;

    /** How long the server stays away while more is sent, each second: {@code -Dpostgres.away=600} for ten minutes. */
    private static final int AWAY_SECONDS = Integer.getInteger("postgres.away", 0);

    @Test
    void publicationOutlivesACrashOfTheServerAndCatchesUpAfterItWasAway() throws IOException {
        Home home = Home.openOrCreate(folder.resolve("home"), WallClock.utc());
        Path settings = Files.writeString(folder.resolve("wardflow.yaml"), "warehouse: {port: 0}\n");
        try (Workspace workspace =
                Workspace.forWriting(home, SettingsFile.read(settings, java.util.Map.of()), WallClock.utc())) {
            FileQueue files = new FileQueue(workspace, FileQueue.LIMITS);
            try (Live live = Live.start(workspace, Clock.systemUTC(), List.of(files));
                    LiveWarehouse warehouse = LiveWarehouse.start(workspace, live, opened -> {})) {
                send(live, files, "first");
                await(() -> shows(workspace, warehouse));

                postmaster(home).destroyForcibly();
                send(live, files, "second");
                await(() -> shows(workspace, warehouse));
                assertEqual(workspace, warehouse);

                whatFailsKeepsNothingFromReaders(workspace, live, warehouse, files);

                Path password = home.postgres().resolve("password");
                Path kept = Files.move(password, folder.resolve("password"));
                postmaster(home).destroyForcibly();
                send(live, files, "third");
                await(() -> problems(live).equals(List.of("warehouse:postgresql")));
                send(live, files, "fourth");
                assertThat(workspace.reader()).isNotNull();
                for (int i = 0; i < AWAY_SECONDS; i++) {
                    send(live, files, "away" + i);
                    pause(Duration.ofSeconds(1));
                }
                assertThat(shows(workspace, warehouse)).isFalse();

                Files.move(kept, password);
                await(() -> shows(workspace, warehouse) && problems(live).isEmpty());
                assertEqual(workspace, warehouse);
            }
            assertThat(EmbeddedPostgres.running(home.postgres())).isEmpty();
        }
    }

    /** A failure that is not the server's absence: what was published stays there to be read. */
    private void whatFailsKeepsNothingFromReaders(
            Workspace workspace, Live live, LiveWarehouse warehouse, FileQueue files) throws IOException {
        administrate(warehouse, "alter table stored_gold.fact_patient_flow rename column visit_key to other_key");
        send(live, files, "unpublished");
        await(() -> problems(live).equals(List.of("warehouse:postgresql")));
        for (int i = 0; i < 30; i++) {
            assertThat(warehouse.warehouse()).isPresent();
            assertThat(warehouse.warehouse().orElseThrow().published()).isPresent();
            pause(Duration.ofMillis(100));
        }
        administrate(warehouse, "alter table stored_gold.fact_patient_flow rename column other_key to visit_key");
        await(() -> shows(workspace, warehouse) && problems(live).isEmpty());
        assertEqual(workspace, warehouse);
    }

    private static void administrate(LiveWarehouse warehouse, String sql) {
        try (Connection administrator =
                        Site.connect(warehouse.warehouse().orElseThrow().server());
                Statement statement = administrator.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private void send(Live live, FileQueue files, String patient) throws IOException {
        Path file = Files.writeString(folder.resolve(patient), EVENT.formatted(patient, patient.length()));
        var unused = files.submit(
                        "patient-flow", FileContent.read(file), Optional.of(Instant.parse("2026-11-01T00:00:00Z")))
                .outcome()
                .orTimeout(SOON.toSeconds(), java.util.concurrent.TimeUnit.SECONDS)
                .join();
        assertThat(live.drain(SOON).covered()).isTrue();
    }

    private static boolean shows(Workspace workspace, LiveWarehouse warehouse) {
        return workspace.lake().manifests().latest().orElseThrow().cycle() == warehouse.published();
    }

    private static List<String> problems(Live live) {
        return live.state().problems().stream().map(Problem::id).toList();
    }

    private static void assertEqual(Workspace workspace, LiveWarehouse warehouse) {
        List<TableCheck> checks =
                new Publisher(warehouse.warehouse().orElseThrow(), workspace.lake(), workspace.engine()).verify();
        assertThat(checks).allMatch(TableCheck::isEqual).anyMatch(check -> check.lake() > 0);
    }

    private static ProcessHandle postmaster(Home home) throws IOException {
        String pid = Files.readAllLines(home.postgres().resolve("data/postmaster.pid"))
                .get(0);
        return ProcessHandle.of(Long.parseLong(pid.strip())).orElseThrow();
    }

    private static void await(BooleanSupplier wanted) {
        long began = WallClock.nanos();
        while (!wanted.getAsBoolean()) {
            assertThat(WallClock.nanos() - began).isLessThan(SOON.toNanos());
            pause(Duration.ofMillis(100));
        }
    }

    private static void pause(Duration time) {
        try {
            Thread.sleep(time.toMillis());
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
