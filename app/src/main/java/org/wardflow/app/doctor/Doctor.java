package org.wardflow.app.doctor;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.wardflow.app.home.Home;
import org.wardflow.app.settings.Settings;
import org.wardflow.app.workspace.Workspace;
import org.wardflow.core.WardflowException;

/** Looks a home over. Reads only, and works beside a writer. */
public final class Doctor {
    private Doctor() {}

    /** How closely data files are looked at. */
    public enum Care {
        /** Their digests are compared if that is quick, else their sizes. */
        USUAL,
        /** Their digests are compared. */
        DEEP
    }

    /**
     * Looks everything over that can be opened.
     *
     * @param home throws what is wrong with it as a home
     * @param settings throws what is wrong with them
     */
    public static Diagnosis examine(Supplier<Home> home, Supplier<Settings> settings, Clock clock, Care care) {
        List<Finding> findings = new ArrayList<>();
        Home opened;
        Workspace workspace;
        try {
            opened = home.get();
            findings.addAll(new HomeExam(opened).run());
            workspace = Workspace.forReading(opened, settings.get(), clock);
        } catch (WardflowException e) {
            // Without settings or content nobody can say what the rest ought to be.
            findings.add(Finding.problem("home", e));
            return new Diagnosis(findings, 0, 0, 0, false);
        }
        try (workspace) {
            LakeExam lake = new LakeExam(workspace, care);
            findings.addAll(lake.run());
            findings.addAll(ZoneExam.run(workspace.engine(), workspace.content().zones()));
            findings.addAll(new BronzeExam(workspace, lake.damaged()).run());
            return new Diagnosis(findings, lake.tables(), lake.files(), lake.bytes(), lake.digests());
        }
    }
}
