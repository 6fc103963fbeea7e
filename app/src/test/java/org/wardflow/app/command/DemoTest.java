package org.wardflow.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoTest {
    /** The last cell of a line; the letters alone may stand in a link by chance. */
    private static final String UNEQUAL = "(?m) NO *$";

    @TempDir
    Path folder;

    private Session.Outcome demo(String... more) {
        String[] arguments = new String[more.length + 1];
        arguments[0] = "demo";
        System.arraycopy(more, 0, arguments, 1, more.length);
        return new Session(folder.resolve("home")).run(arguments);
    }

    @Test
    void theDemoRunsLiveVerifiesAndGoesOnWhereItStopped() throws IOException {
        Session.Outcome first =
                demo("--days", "1", "--hospitals", "2", "--for", "3s", "--speed", "600", "--incident", "schema@+1s");
        assertThat(first.out())
                .contains("2 hospitals, seed 42, from 2026-10-12T00:00:00Z")
                .containsPattern("The first board, [0-9.]+ s after the start:")
                .contains("MHA Central Hospital", "in/h", "quarantined", "last event", "stopped")
                .contains("/home/demo send '{\"event_id\":\"try-")
                .contains("Verified: every gold table is equal", "What schema did:", "export WARDFLOW_HOME=" + folder)
                .doesNotContain("\u001B", "sent once more")
                .doesNotContainPattern(UNEQUAL);
        assertThat(first.exitCode()).isZero();
        Session.Outcome warehouse = new Session(folder.resolve("home/demo")).run("verify", "--warehouse");
        assertThat(warehouse.out())
                .contains("gold.fact_patient_flow")
                .contains("every table of the warehouse is equal");
        assertThat(warehouse.exitCode()).isZero();
        String state = Files.readString(folder.resolve("home/demo/demo.json"));

        Session.Outcome second = demo("--for", "1s", "--incident", "outage@+1s");
        assertThat(second.out())
                .contains("going on from 2026-10-13T")
                .contains("Verified: every gold table is equal")
                .doesNotContain("sent once more")
                .doesNotContainPattern(UNEQUAL);
        assertThat(second.exitCode()).isZero();
        assertThat(Files.readString(folder.resolve("home/demo/demo.json")))
                .isNotEqualTo(state)
                .contains("schema", "outage");
        assertThat(new Session(folder.resolve("home/demo")).run("status").exitCode())
                .isZero();

        Session.Outcome otherwise = demo("--seed", "7");
        assertThat(otherwise.exitCode()).isEqualTo(2);
        assertThat(otherwise.err()).contains("--seed 42, not 7", "--new");
    }

    @Test
    void theDemoDeletesNoFolderThatIsNotItsOwn() throws IOException {
        Path mine = Files.writeString(
                Files.createDirectories(folder.resolve("home/demo")).resolve("mine.txt"), "");
        for (String anew : new String[] {"--plain", "--new"}) {
            Session.Outcome refused = demo("--days", "1", anew);
            assertThat(refused.exitCode()).isEqualTo(2);
            assertThat(refused.err()).contains("HOME_MISSING");
            assertThat(mine).exists();
        }
    }

    @Test
    void aHomeThatIsNoDemoIsLeftAlone() {
        Session other = new Session(folder.resolve("home/demo"));
        assertThat(other.run("run").exitCode()).isZero();
        Session.Outcome refused = demo();
        assertThat(refused.exitCode()).isEqualTo(2);
        assertThat(refused.err()).contains("another home", "--new");
        Session.Outcome anew = demo("--new", "--days", "1", "--hospitals", "1", "--for", "1s");
        assertThat(anew.exitCode()).isEqualTo(2);
        assertThat(anew.err()).contains("in which no demo was begun", "/home/demo reset");
        assertThat(other.run("status").exitCode()).as("still there").isZero();
    }

    @Test
    void whatCannotBeIsRefusedBeforeAnythingBegins() {
        assertThat(demo("--incident", "earthquake").err()).contains("no such incident", "surge@+2m");
        assertThat(demo("--incident", "surge@+0s").err()).contains("at least a second");
        assertThat(demo("--incident", "surge@+soon").err()).contains("no such incident");
        assertThat(demo("--speed", "0").err()).contains("1 to 3600");
        assertThat(demo("--speed", "3601").err()).contains("1 to 3600");
        assertThat(demo("--for", "long").err()).contains("60s");
        assertThat(folder.resolve("home/demo")).doesNotExist();
    }
}
