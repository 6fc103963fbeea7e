package org.wardflow.lake;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A file that a version of a table is read from. None of them ever changes.
 *
 * @param digest SHA-256 of its content in hex; null where the file checks itself or another program wrote it
 */
public record TablePart(Kind kind, Path path, @Nullable String digest) {
    /** What it is for. */
    public enum Kind {
        LOG,
        DATA,
        DELETION_VECTOR,
        KEY_FILTER
    }
}
