package org.wardflow.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wardflow.app.home.Home;
import org.wardflow.core.WallClock;

/** Who puts something into the inbox where it is never taken in is told so. */
class LeftoversTest {
    @TempDir
    Path folder;

    @Test
    void statusTellsWhatTheInboxNeverTakesByNumberAndPlace() throws Exception {
        Home home = Home.openOrCreate(folder.resolve("home"), WallClock.utc());
        Path patients = Files.createDirectories(home.inbox().resolve("patients"));
        Files.createDirectories(home.inbox().resolve("done/patients"));
        Files.createDirectories(home.inbox().resolve("refused/patients"));
        Path file = Files.writeString(patients.resolve("monday.csv"), "patient_id\np1\n");
        Files.createDirectory(patients.resolve(".snapshot"));
        Files.writeString(patients.resolve("tuesday.csv.part"), "patient_id\n");
        Session session = new Session(home.folder());
        assertThat(session.run("status").out()).doesNotContain("inbox:");

        Files.createDirectory(patients.resolve("2026"));
        Files.createSymbolicLink(patients.resolve("Meyer.csv"), file);
        Files.writeString(home.inbox().resolve("Meyer.csv"), "patient_id\np1\n");
        assertThat(session.run("status").out())
                .contains("inbox:        1 other item in inbox: not taken in", "into the folder of their source")
                .contains("inbox:        2 other items in inbox/patients: not taken in", "into inbox/patients")
                .doesNotContain("Meyer");
    }
}
