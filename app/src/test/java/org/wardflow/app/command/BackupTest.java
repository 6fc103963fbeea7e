package org.wardflow.app.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wardflow.app.home.Folders;
import org.wardflow.app.home.Home;
import org.wardflow.app.web.Web;
import org.wardflow.app.workspace.Shipment;
import org.wardflow.server.audit.AuditEntry;
import org.wardflow.server.audit.AuditLog;

/** What is restored is the state of one cycle, whole, and goes on as if nothing had been. */
class BackupTest {
    private static final String COUNTS = """
            select (select count(*) from gold.fact_patient_flow) as visits, \
            (select count(*) from bronze.patient_flow) as messages, \
            (select count(*) from gold.fact_department_hour) as hours""";

    @TempDir
    static Path folder;

    private static SmallHome homes;

    private Path backups = Path.of("");

    @BeforeAll
    static void make() {
        homes = SmallHome.make(folder);
    }

    @BeforeEach
    void empty() throws IOException {
        backups = folder.resolve("backups");
        Folders.deleteIfThere(backups);
    }

    @Test
    void aRestoredHomeIsSoundAndSaysTheSame() {
        Session home = new Session(homes.copy("home"));
        assertThat(home.run("backup", backups.toString()).exitCode()).isZero();
        Session restored = restore("restored");
        assertThat(restored.run("query", COUNTS).out())
                .isEqualTo(home.run("query", COUNTS).out());
        assertThat(restored.run("doctor", "--deep").exitCode()).isZero();
        assertThat(restored.run("rebuild").exitCode()).isZero();
        assertVerified(restored);
    }

    @Test
    void aBackupAndARestoredHomeAreTheirOwnersAlone() throws IOException {
        assumeTrue(
                Files.getFileStore(folder).supportsFileAttributeView("posix"),
                "this file system knows no POSIX rights");
        assertThat(new Session(homes.copy("home"))
                        .run("backup", backups.toString())
                        .exitCode())
                .isZero();
        for (Path made : List.of(backups, restore("restored-private").home())) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(made)))
                    .isEqualTo("rwx------");
        }
    }

    /** The second half of the events comes in twice around the backup: once lost with the old home, once doubled by the sender. */
    @Test
    void aRestoredHomeGoesOnWithNothingLostOrDoubled() {
        Session half = new Session(folder.resolve("half"));
        List<Shipment> files = Shipment.simulated(homes.truth());
        ingest(half, files.subList(0, files.size() / 2));
        assertThat(half.run("run").exitCode()).isZero();
        assertThat(half.run("backup", backups.toString()).exitCode()).isZero();
        ingest(half, files.subList(files.size() / 2, files.size()));
        assertThat(half.run("run").exitCode()).isZero();

        Session restored = restore("restored-half");
        assertThat(restored.run("ingest", "--simulated", homes.truth().toString())
                        .exitCode())
                .isZero();
        assertThat(restored.run("run").exitCode()).isZero();
        assertVerified(restored);
        assertThat(restored.run("query", COUNTS).out())
                .isEqualTo(half.run("query", COUNTS).out());
    }

    @Test
    void aFurtherBackupCopiesOnlyWhatIsNewAndBothCanBeRestored() throws IOException {
        Session home = new Session(homes.copy("grows"));
        assertThat(home.run("backup", backups.toString()).exitCode()).isZero();
        assertThat(home.run("backup", backups.toString()).out()).contains(" 0 of them new");
        Path event = Files.writeString(folder.resolve("more.ndjson"), """
                {"event_id": "more", "event_type": "ADMISSION", "patient_id": "p", "encounter_id": "e", \
                "hospital_id": "1", "department": "ICU", "event_time": "2026-10-15T00:00:00Z", \
                "recorded_time": "2026-10-15T00:00:00Z"}
                """);
        assertThat(home.run("ingest", "patient-flow", event.toString()).exitCode())
                .isZero();
        assertThat(home.run("run").exitCode()).isZero();
        String second = home.run("backup", backups.toString()).out();
        assertThat(second).doesNotContain(" 0 of them new");
        List<String> names = home.run("restore", "--list", backups.toString())
                .out()
                .lines()
                .filter(line -> line.startsWith("backup-"))
                .map(line -> line.split(" ", 2)[0])
                .toList();
        assertThat(names).hasSize(3);
        Session older = new Session(folder.resolve("older"));
        assertThat(older.run("restore", backups.toString(), "--of", names.get(0))
                        .exitCode())
                .isZero();
        Session newer = restore("newer");
        String count = "select count(*) from bronze.patient_flow where payload_bytes > 0";
        assertThat(older.run("query", COUNTS).out())
                .isNotEqualTo(newer.run("query", COUNTS).out());
        assertThat(newer.run("query", count).out())
                .isEqualTo(home.run("query", count).out());
    }

    /** The sender has been told that they are in, so nobody sends them again. */
    @Test
    void rowsThatNoCycleHasReadYetAreInTheBackup() throws IOException {
        Session home = new Session(homes.copy("ahead"));
        Path event = Files.writeString(folder.resolve("late.ndjson"), """
                {"event_id": "late", "event_type": "ADMISSION", "patient_id": "late", "encounter_id": "late", \
                "hospital_id": "1", "department": "ICU", "event_time": "2026-10-15T00:00:00Z", \
                "recorded_time": "2026-10-15T00:00:00Z"}
                """);
        assertThat(home.run("ingest", "patient-flow", event.toString()).exitCode())
                .isZero();
        assertThat(home.run("backup", backups.toString()).out()).contains("1 of patient-flow");

        Session restored = restore("ahead-restored");
        assertSound(restored);
        assertThat(restored.run("run").exitCode()).isZero();
        assertSound(restored);
        assertThat(home.run("run").exitCode()).isZero();
        String all = home.run("query", COUNTS).out();
        assertThat(restored.run("query", COUNTS).out()).isEqualTo(all);
        assertThat(restored.run("ingest", "patient-flow", event.toString()).exitCode())
                .isZero();
        assertThat(restored.run("run").exitCode()).isZero();
        assertThat(restored.run("query", COUNTS).out()).isEqualTo(all);
        assertThat(restored.run("backup", backups.toString()).out()).doesNotContain("came in after");
    }

    @Test
    void aBackupBesideAWriterIsOneState() throws Exception {
        Path home = homes.copy("busy");
        Session session = new Session(home);
        ExecutorService other = Executors.newSingleThreadExecutor();
        try {
            Future<?> writing = other.submit(() -> {
                for (int i = 0; i < 4; i++) {
                    Path event = folder.resolve("busy" + i + ".ndjson");
                    write(event, i);
                    session.run("ingest", "patient-flow", event.toString());
                    session.run("run");
                }
            });
            int made = 0;
            while (!writing.isDone() || made == 0) {
                Session.Outcome backup = session.run("backup", backups.toString());
                assertThat(backup.exitCode()).as(backup.err()).isZero();
                made++;
            }
            writing.get();
        } finally {
            other.shutdown();
        }
        assertSound(restore("busy-restored"));
    }

    @Test
    void damageIsNotBackedUpAndADamagedBackupIsNotRestored() throws IOException {
        Path home = homes.copy("flipped");
        Session session = new Session(home);
        assertThat(session.run("backup", backups.toString()).exitCode()).isZero();
        Path kept;
        try (Stream<Path> all = Files.walk(backups.resolve("files"))) {
            kept = all.filter(Files::isRegularFile).max(Path::compareTo).orElseThrow();
        }
        SmallHome.flip(kept);
        Path target = folder.resolve("not-restored");
        Session.Outcome restored = new Session(target).run("restore", backups.toString());
        assertThat(restored.err())
                .contains("TABLE_CORRUPT")
                .contains(kept.getFileName().toString());
        assertThat(restored.exitCode()).isEqualTo(5);
        assertThat(target.resolve("wardflow-home.json")).doesNotExist();

        SmallHome.flip(SmallHome.newest(home, "gold/dim_patient", ".parquet"));
        Session.Outcome refused =
                session.run("backup", folder.resolve("other-backups").toString());
        assertThat(refused.err()).contains("TABLE_CORRUPT").contains("expected");
        assertThat(new Session(target)
                        .run("restore", folder.resolve("other-backups").toString())
                        .err())
                .contains("INPUT_MISSING");
    }

    /** Also of a home whose audit goes on meanwhile: what is noted of its end lags behind it by up to a second. */
    @Test
    void accountsAndTheAuditAreInIt() {
        Session home = new Session(homes.copy("with-web"));
        assertThat(home.run("user", "add", "ann", "--role", "bed_manager", "--scope", "3")
                        .exitCode())
                .isZero();
        AuditEntry entry = new AuditEntry("ann", "bed_manager", "account", "s", "kpi.rows", "census", "-", "ok", 1, 1);
        try (AuditLog log = AuditLog.open(Web.audit(Home.open(home.home())), Clock.systemUTC())) {
            log.append(entry);
            log.sync();
            log.append(entry);
            assertThat(home.run("backup", backups.toString()).exitCode()).isZero();
        }

        Session restored = restore("with-web-restored");
        assertThat(restored.run("user", "list").out())
                .contains("ann")
                .isEqualTo(home.run("user", "list").out());
        Session.Outcome verified = restored.run("audit", "verify");
        assertThat(verified.exitCode()).as(verified.err()).isZero();
        assertThat(verified.out()).contains("entries that hold: 3;");
        try (AuditLog log = AuditLog.open(Web.audit(Home.open(restored.home())), Clock.systemUTC())) {
            log.append(entry);
        }
        assertThat(restored.run("audit", "verify").out()).contains("entries that hold: 4;");
    }

    @Test
    void nothingIsOverwritten() throws IOException {
        Session home = new Session(homes.copy("full"));
        assertThat(home.run("backup", home.home().toString()).err()).contains("USAGE");
        assertThat(home.run("backup", backups.toString()).exitCode()).isZero();
        assertThat(home.run("restore", backups.toString()).err())
                .contains("USAGE")
                .contains("not empty");
        Path empty = Files.createDirectories(folder.resolve("empty"));
        assertThat(new Session(empty).run("restore", backups.toString()).exitCode())
                .isZero();
    }

    @Test
    void aMachineThatLacksTheSecretsYetIsToldWhatIsMissing() throws IOException {
        Path copied = homes.copy("full");
        Path secret = Files.writeString(folder.resolve("hook"), "http://127.0.0.1:9/");
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
        Files.writeString(Home.settings(copied), "notice: {webhook: {url: '${file:" + secret + "}'}}\n");
        assertThat(new Session(copied).run("backup", backups.toString()).exitCode())
                .isZero();
        Files.delete(secret);
        Session.Outcome restored = new Session(folder.resolve("elsewhere")).run("restore", backups.toString());
        assertThat(restored.exitCode()).as(restored.err()).isZero();
        assertThat(restored.out()).contains("every digest right").contains("SECRET_MISSING");
    }

    private Session restore(String name) {
        Session restored = new Session(folder.resolve(name));
        Session.Outcome outcome = restored.run("restore", backups.toString());
        assertThat(outcome.out()).as(outcome.err()).contains("every digest right");
        return restored;
    }

    private static void ingest(Session session, List<Shipment> shipments) {
        for (Shipment shipment : shipments) {
            Session.Outcome outcome = session.run(
                    "ingest",
                    shipment.source(),
                    shipment.file().toString(),
                    "--recorded-at",
                    String.valueOf(shipment.recordedAt()));
            assertThat(outcome.exitCode()).as(outcome.err()).isZero();
        }
    }

    private static void write(Path file, int i) {
        try {
            Files.writeString(
                    file,
                    "{\"event_id\": \"busy-%s\", \"event_type\": \"UPDATE\", \"patient_id\": \"p\", \"hospital_id\": \"1\"}"
                            .formatted(i));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void assertSound(Session session) {
        Session.Outcome doctor = session.run("doctor", "--deep");
        assertThat(doctor.exitCode()).as(doctor.out()).isZero();
        Session.Outcome rebuild = session.run("rebuild", "--check");
        assertThat(rebuild.exitCode()).as(rebuild.out() + rebuild.err()).isZero();
    }

    private static void assertVerified(Session session) {
        Session.Outcome verified =
                session.run("verify", "--truth", homes.truth().toString());
        assertThat(verified.out()).contains("Verified: every gold table is equal");
    }
}
