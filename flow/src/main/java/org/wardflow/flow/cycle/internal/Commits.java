package org.wardflow.flow.cycle.internal;

import org.wardflow.core.ErrorCode;
import org.wardflow.core.WardflowException;
import org.wardflow.lake.Commit;
import org.wardflow.lake.CommitOutcome.Committed;
import org.wardflow.lake.Snapshot;
import org.wardflow.lake.Table;

/** Commits whose only good outcome is the committed one. */
public final class Commits {
    private Commits() {}

    /** The new snapshot; TABLE_CONFLICT or COMMIT_UNKNOWN if there is none. */
    public static Snapshot make(Table table, Commit commit) {
        return table.commit(commit)
                .fold(
                        Committed::snapshot,
                        conflicted -> {
                            throw new WardflowException(
                                    ErrorCode.TABLE_CONFLICT,
                                    "Another writer changed " + table.name(),
                                    "version " + conflicted.winnerVersion() + " is not ours",
                                    "stop the other writer; the next cycle takes its change into account");
                        },
                        unknown -> {
                            throw new WardflowException(
                                    ErrorCode.COMMIT_UNKNOWN,
                                    "It is not known whether version " + unknown.attemptedVersion() + " of "
                                            + table.name() + " was written",
                                    "the disk neither confirmed it nor let us read it back",
                                    "check the disk, then run again; what was written is found then");
                        });
    }
}
