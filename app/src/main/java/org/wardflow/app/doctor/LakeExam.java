package org.wardflow.app.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.wardflow.app.terminal.Cells;
import org.wardflow.app.workspace.Workspace;
import org.wardflow.core.WardflowException;
import org.wardflow.lake.DataFile;
import org.wardflow.lake.Manifest;
import org.wardflow.lake.Table;
import org.wardflow.lake.TableCheck;
import org.wardflow.lake.TableName;

/** Tables, their logs and files, and the manifests that tie them together. */
final class LakeExam {
    /** Up to so much data is read through even if nobody asked for it: some seconds. */
    static final long QUICK_BYTES_MAX = 1L << 30;

    private static final String ASIDE = ".damaged-";

    private final Workspace workspace;
    private final Doctor.Care care;
    private final List<Finding> findings = new ArrayList<>();
    private final Map<TableName, Table> tables = new TreeMap<>();
    private final Set<TableName> damaged = new TreeSet<>();
    private boolean digests;
    private long files;
    private long bytes;

    LakeExam(Workspace workspace, Doctor.Care care) {
        this.workspace = workspace;
        this.care = care;
        workspace.lake().tables().forEach(name -> tables.put(name, workspace.table(name.toString())));
    }

    List<Finding> run() {
        digests = care == Doctor.Care.DEEP || dataBytes() <= QUICK_BYTES_MAX;
        tables.forEach(this::table);
        manifests();
        setAside();
        return findings;
    }

    /** Tables with a file that cannot be read. */
    Set<TableName> damaged() {
        return damaged;
    }

    long tables() {
        return tables.size();
    }

    long files() {
        return files;
    }

    long bytes() {
        return bytes;
    }

    /** Whether data files were read through. */
    boolean digests() {
        return digests;
    }

    private long dataBytes() {
        long sum = 0;
        for (Table table : tables.values()) {
            try {
                sum += table.latest().files().stream()
                        .mapToLong(DataFile::sizeBytes)
                        .sum();
            } catch (WardflowException e) {
                // Told when the table's turn comes.
            }
        }
        return sum;
    }

    private void table(TableName name, Table table) {
        TableCheck check = table.check(digests ? TableCheck.Depth.DIGESTS : TableCheck.Depth.SIZES);
        files += check.files();
        bytes += check.bytes();
        check.damages().forEach(damage -> findings.add(Finding.problem(name.toString(), damage)));
        if (!check.damages().isEmpty()) {
            damaged.add(name);
        }
        if (!check.orphans().isEmpty()) {
            findings.add(
                    Finding.note(
                            name.toString(),
                            "%s (%s KiB) of no version, the first of them %s"
                                    .formatted(
                                            Cells.count(check.orphans().size(), "file"),
                                            Cells.count((check.orphanBytes() + 1023) / 1024),
                                            check.orphans().get(0).getFileName()),
                            "nothing: a stop in the middle of a commit leaves them, and the upkeep deletes them after lake.retention"));
        }
    }

    private void manifests() {
        List<WardflowException> broken = workspace.lake().manifests().damages();
        broken.forEach(problem -> findings.add(Finding.problem("manifest", problem)));
        Optional<Manifest> newest =
                broken.isEmpty() ? workspace.lake().manifests().latest() : Optional.empty();
        newest.ifPresent(this::compare);
        if (newest.isEmpty() && broken.isEmpty() && !tables.isEmpty()) {
            findings.add(Finding.note("manifest", "No cycle has ended yet", "./wardflow run"));
        }
    }

    private void compare(Manifest manifest) {
        manifest.versions().forEach((name, version) -> {
            Table table = tables.get(name);
            if (table == null) {
                findings.add(Finding.problem(
                        name.toString(),
                        "Cycle " + manifest.cycle() + " names version " + version + " of a table that is gone",
                        isComputed(name)
                                ? "./wardflow run computes it again"
                                : "restore the home from a backup (./wardflow restore)"));
            } else if (!damaged.contains(name)) {
                readable(manifest, table, version);
            }
        });
        for (TableName name : workspace.content().contracts().keySet()) {
            if (tables.containsKey(name) && !manifest.versions().containsKey(name) && !damaged.contains(name)) {
                findings.add(Finding.note(
                        name.toString(),
                        "No cycle has ended with this table since it was made or mended",
                        "./wardflow run"));
            }
        }
    }

    private void readable(Manifest manifest, Table table, long version) {
        try {
            long newest = table.latest().version();
            if (newest < version) {
                findings.add(Finding.problem(
                        table.name().toString(),
                        "Cycle %s names version %s, and the log ends at version %s"
                                .formatted(manifest.cycle(), version, newest),
                        isComputed(table.name())
                                ? "./wardflow rebuild " + table.name()
                                : "restore the home from a backup (./wardflow restore)"));
            } else {
                var unused = table.at(version);
            }
        } catch (WardflowException e) {
            findings.add(Finding.problem(table.name().toString(), e));
        }
    }

    private boolean isComputed(TableName name) {
        return workspace.content().graph().model(name).isPresent();
    }

    private void setAside() {
        Path root = workspace.lake().root();
        if (!Files.isDirectory(root)) {
            return;
        }
        try (Stream<Path> folders = Files.walk(root, 2)) {
            folders.filter(folder -> String.valueOf(folder.getFileName()).contains(ASIDE))
                    .sorted()
                    .forEach(folder -> findings.add(Finding.note(
                            String.valueOf(root.relativize(folder)),
                            "A damaged table that was made anew lies here",
                            "delete the folder when nobody wants to look at it any more")));
        } catch (IOException e) {
            findings.add(Finding.problem("lake", "The folder cannot be listed", "check the disk and the permissions"));
        }
    }
}
