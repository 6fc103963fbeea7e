package org.wardflow.app.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.wardflow.app.control.ControlClient;
import org.wardflow.app.home.Home;
import org.wardflow.app.terminal.Cells;
import org.wardflow.core.WardflowException;

/** The folder itself: room on its disk, who may read it, who runs in it. */
final class HomeExam {
    /** With less free space than this a day's events, or one compaction, may not find room. */
    static final long DISK_FREE_MIN = 1L << 30;

    private final Home home;
    private final List<Finding> findings = new ArrayList<>();

    HomeExam(Home home) {
        this.home = home;
    }

    List<Finding> run() {
        try {
            disk(Files.getFileStore(home.folder()).getUsableSpace());
            readers();
        } catch (IOException e) {
            findings.add(Finding.problem(
                    "disk",
                    "The disk of " + home.folder() + " gives no answer: "
                            + e.getClass().getSimpleName(),
                    "check the disk"));
        }
        process();
        return findings;
    }

    private void disk(long free) {
        tooFull(free).ifPresent(findings::add);
    }

    static Optional<Finding> tooFull(long free) {
        return free >= DISK_FREE_MIN
                ? Optional.empty()
                : Optional.of(
                        Finding.problem(
                                "disk",
                                Cells.count(free >> 20) + " MiB are free; " + Cells.count(DISK_FREE_MIN >> 20)
                                        + " MiB should be",
                                "free some space, or move the home to a larger disk; a full disk stops intake and loses nothing"));
    }

    private void readers() throws IOException {
        Path folder = home.folder();
        if (!Files.getFileStore(folder).supportsFileAttributeView("posix")) {
            return;
        }
        Set<PosixFilePermission> may = Files.getPosixFilePermissions(folder);
        if (may.contains(PosixFilePermission.OTHERS_READ) || may.contains(PosixFilePermission.OTHERS_EXECUTE)) {
            findings.add(Finding.note(
                    "home",
                    "Every account of this machine may read the home, and so patients' data",
                    "chmod 700 " + folder));
        }
    }

    private void process() {
        boolean named = Files.exists(home.run().resolve("process.json"));
        Optional<ControlClient> running;
        try {
            running = ControlClient.find(home.run());
        } catch (WardflowException e) {
            findings.add(Finding.note("process", e.what() + ": " + e.found(), e.fix()));
            return;
        }
        if (running.isPresent()) {
            findings.add(Finding.note(
                    "process",
                    "Process " + running.get().process().pid() + " runs in this home",
                    "./wardflow status shows what it does"));
        } else if (named) {
            findings.add(Finding.note(
                    "process",
                    "The process that ran in this home ended without saying so",
                    "nothing: what it had committed is there; ./wardflow up goes on"));
        }
    }
}
