package org.wardflow.app.doctor;

import java.util.List;

/**
 * What looking a home over found.
 *
 * @param tables looked at
 * @param files of them
 * @param bytes of those
 * @param digests whether data files were read and compared, not just their sizes
 */
public record Diagnosis(List<Finding> findings, long tables, long files, long bytes, boolean digests) {
    public Diagnosis {
        findings = List.copyOf(findings);
    }

    /** Whether nothing is wrong; notes do not count. */
    public boolean sound() {
        return findings.stream().noneMatch(finding -> finding.severity() == Finding.Severity.PROBLEM);
    }
}
