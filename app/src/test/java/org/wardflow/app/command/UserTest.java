package org.wardflow.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wardflow.app.home.Home;
import org.wardflow.core.WallClock;

/** Nobody gets to see more than was said, and what was given is said back. */
class UserTest {
    @TempDir
    Path folder;

    private Session session = new Session(Path.of(""));

    @BeforeEach
    void aHome() {
        session = new Session(
                Home.openOrCreate(folder.resolve("home"), WallClock.utc()).folder());
    }

    private String add(String... further) {
        Session.Outcome outcome = session.run(arguments(further));
        assertThat(outcome.exitCode()).as(outcome.err()).isZero();
        return outcome.out();
    }

    private String refused(String... further) {
        Session.Outcome outcome = session.run(arguments(further));
        assertThat(outcome.exitCode()).as(outcome.out()).isEqualTo(2);
        assertThat(outcome.out()).isEmpty();
        return outcome.err();
    }

    private static String[] arguments(String... further) {
        String[] all = new String[3 + further.length];
        all[0] = "user";
        all[1] = "add";
        all[2] = "jane";
        System.arraycopy(further, 0, all, 3, further.length);
        return all;
    }

    private String listed() {
        return session.run("user", "list").out();
    }

    @Test
    void aRoleThatSeesAScopeIsNotGivenWithoutOne() {
        assertThat(refused("--role", "clinician")).contains("USAGE", "clinician", "--scope 3/ICU", "--scope '*'");
        assertThat(listed()).doesNotContain("jane");
        assertThat(add("--role", "clinician", "--scope", "*")).contains("jane: clinician, sees all hospitals");
    }

    @Test
    void aRoleThatIsHeldToItsWardsIsNotGivenAllOfThem() {
        assertThat(refused("--role", "unit_nurse"))
                .contains("USAGE", "unit_nurse")
                .doesNotContain("'*'");
        assertThat(refused("--role", "unit_nurse", "--scope", "*")).contains("USAGE", "unit_nurse");
        assertThat(listed()).doesNotContain("jane");
    }

    @Test
    void theAnswerSaysRoleAndScope() {
        assertThat(add("--role", "unit_nurse", "--scope", "1/ICU", "--scope", "3"))
                .contains("jane: unit_nurse, sees ICU of hospital 1 (MHA Central Hospital);"
                        + " hospital 3 (Riverside General)");
        assertThat(add("--role", "auditor", "--scope", "*")).contains("jane: auditor, sees all hospitals");
    }

    @Test
    void anotherRoleKeepsTheScopeUnlessAnotherIsSaid() {
        add("--role", "unit_nurse", "--scope", "1/ICU");
        assertThat(add("--role", "auditor"))
                .contains("jane: auditor, sees all hospitals, as every auditor does; scope kept: 1/ICU");
        assertThat(listed()).contains("1/ICU");
        assertThat(add("--role", "clinician")).contains("jane: clinician, sees ICU of hospital 1");
        assertThat(add("--role", "clinician", "--scope", "2")).contains("sees hospital 2");
        assertThat(listed()).doesNotContain("1/ICU");
    }

    @Test
    void allHospitalsOfARoleThatSeesThemAnywayAreNotKeptForOneThatDoesNot() {
        add("--role", "auditor");
        assertThat(refused("--role", "clinician")).contains("USAGE", "--scope");
        assertThat(listed()).contains("auditor");
    }

    @Test
    void aScopeThatNobodyKnowsIsRefusedWithThoseThatAreKnown() {
        assertThat(refused("--role", "clinician", "--scope", "9"))
                .contains("USAGE", "no hospital 9", "1, 2, 3, 4, 5, 6, 7", "codes/hospital.csv");
        assertThat(refused("--role", "clinician", "--scope", "1/Nowhere"))
                .contains("USAGE", "no department Nowhere", "Emergency", "ICU", "codes/department.csv");
        assertThat(refused("--role", "porter")).contains("USAGE", "unit_nurse");
    }

    @Test
    void whoGetsAndLosesRightsStandsInTheAudit() {
        refused("--role", "porter");
        add("--role", "unit_nurse", "--scope", "1/ICU");
        session.run("user", "remove", "nobody");
        session.run("user", "remove", "jane");

        assertThat(session.audited().lines())
                .hasSize(2)
                .anySatisfy(line -> assertThat(line)
                        .contains("\"who\":\"" + System.getProperty("user.name") + "\"", "\"way\":\"COMMAND\"")
                        .contains("\"what\":\"user.add\",\"object\":\"jane: unit_nurse, sees ICU of hospital 1"))
                .anySatisfy(line -> assertThat(line).contains("\"what\":\"user.remove\",\"object\":\"jane\""));
        assertThat(session.run("audit", "verify").out()).startsWith("entries that hold: 2");
    }

    /** What cannot be noted is not done. */
    @Test
    void withoutAnAuditNobodyGetsRights() throws IOException {
        add("--role", "unit_nurse", "--scope", "1/ICU");
        Files.delete(session.home().resolve("web/audit.key"));
        Session.Outcome outcome = session.run(arguments("--role", "auditor"));

        assertThat(outcome.err()).contains("DISK_FAILED", "its key is gone");
        assertThat(listed()).contains("unit_nurse").doesNotContain("auditor");
    }

    @Test
    void aLoginOfTheWarehouseIsNotMadeForAScopeThatNoCodeHas() {
        for (String scope : new String[] {"9", "9/ICU", "1/Intensive"}) {
            Session.Outcome login =
                    session.run("warehouse", "login", "bi_icu", "--role", "clinician", "--scope", scope);
            assertThat(login.exitCode()).as(login.out()).isEqualTo(2);
            assertThat(login.err()).isEqualTo(refused("--role", "clinician", "--scope", scope));
        }
    }
}
