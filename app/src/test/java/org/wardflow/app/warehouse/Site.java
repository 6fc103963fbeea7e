package org.wardflow.app.warehouse;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.wardflow.app.home.Home;
import org.wardflow.app.settings.Settings;
import org.wardflow.app.workspace.Intake;
import org.wardflow.app.workspace.Shipment;
import org.wardflow.app.workspace.Workspace;
import org.wardflow.core.WallClock;
import org.wardflow.flow.cycle.Keep;
import org.wardflow.flow.cycle.Pipeline;
import org.wardflow.lake.MaintenanceReport;
import org.wardflow.simulator.Dirt;
import org.wardflow.simulator.SimulationSpec;
import org.wardflow.simulator.truth.TruthWriter;
import org.wardflow.warehouse.Server;
import org.wardflow.warehouse.embedded.EmbeddedPostgres;

/** A home of simulated hospitals, and a database of its own in the one PostgreSQL that all tests share. */
final class Site implements AutoCloseable {
    private static final AtomicInteger DATABASES = new AtomicInteger();

    final Workspace workspace;
    final Server server;
    private final SimulationSpec spec;
    private final Path folder;

    Site(Path folder, SimulationSpec spec) {
        this.folder = folder;
        this.spec = spec;
        Home home = Home.openOrCreate(folder.resolve("home"), WallClock.utc());
        this.workspace = Workspace.forWriting(home, Settings.defaults(), Clock.systemUTC());
        this.server = database();
    }

    static SimulationSpec spec(int hospitals, int days) {
        return new SimulationSpec(hospitals, days, 7, SimulationSpec.DEFAULT_START, Dirt.standard());
    }

    /** An empty database. */
    static Server database() {
        return database("");
    }

    /**
     * An empty database of another kind.
     *
     * @param options of the statement that makes it
     */
    static Server database(String options) {
        String name = "test_" + DATABASES.incrementAndGet();
        try (Connection connection = connect(Shared.SERVER)) {
            connection.createStatement().execute("create database " + name + " " + options);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        String url = Shared.SERVER.url();
        return new Server(
                url.substring(0, url.lastIndexOf('/') + 1) + name, Shared.SERVER.user(), Shared.SERVER.password());
    }

    static Connection connect(Server server) throws SQLException {
        return DriverManager.getConnection(server.url(), server.user(), server.password());
    }

    /** Takes in what the hospitals send in so many hours, closes these and brings all to gold. */
    void until(int hours) {
        Instant until = spec.start().plus(Duration.ofHours(hours));
        Path sent = sent(hours);
        try (Pipeline pipeline = workspace.openPipeline()) {
            var unused = TruthWriter.writeSent(spec, until, sent);
            for (Shipment shipment : Shipment.simulated(sent)) {
                try (Intake intake = Intake.of(workspace, pipeline, shipment.source())) {
                    var unusedOutcome =
                            intake.take(shipment.file(), Optional.ofNullable(shipment.recordedAt()), rows -> {});
                }
            }
            long closed = pipeline.appendClock(spec.start(), until);
            assertThat(closed).isPositive();
            assertThat(pipeline.runCycle().failures()).isEmpty();
        }
    }

    /** What the hospitals sent in so many hours, and the truth about it. */
    Path sent(int hours) {
        return folder.resolve("sent-" + hours);
    }

    /** Compacts all tables; returns the files written. */
    int compact() {
        try (Pipeline pipeline = workspace.openPipeline()) {
            return pipeline.compact();
        }
    }

    /** Deletes whatever the newest state does not need; returns the data files deleted. */
    long vacuum() {
        try (Pipeline pipeline = workspace.openPipeline()) {
            return pipeline.maintain(Keep.all(Duration.ZERO)).stream()
                    .mapToLong(MaintenanceReport::dataFilesDeleted)
                    .sum();
        }
    }

    @Override
    public void close() {
        workspace.close();
    }

    /** Started by the first test that needs it, ended with the process. */
    private static final class Shared {
        static final Server SERVER = start();

        private static Server start() {
            try {
                Path folder = java.nio.file.Files.createTempDirectory("wardflow-postgres");
                EmbeddedPostgres postgres = EmbeddedPostgres.start(folder, 0);
                Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                    postgres.close();
                    try {
                        org.wardflow.app.home.Folders.delete(folder);
                    } catch (IOException e) {
                        // The system clears its temporary folder by itself.
                    }
                }));
                return postgres.server();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
