package org.wardflow.lake;

import java.nio.file.Path;
import java.util.List;
import org.wardflow.core.WardflowException;

/**
 * What a look at all files of a table found.
 *
 * @param files looked at
 * @param bytes of them
 * @param damages what cannot be read as it was written, each naming its file
 * @param orphans data files that no version in the log refers to: left by a crash, and deleted by the upkeep in time
 * @param orphanBytes of them
 */
public record TableCheck(
        long files, long bytes, List<WardflowException> damages, List<Path> orphans, long orphanBytes) {
    /** How closely data files are looked at; files of the log are always read. */
    public enum Depth {
        /** They are there and have the right size. */
        SIZES,
        /** They are read, and have the right digest. */
        DIGESTS
    }

    public TableCheck {
        damages = List.copyOf(damages);
        orphans = List.copyOf(orphans);
    }
}
