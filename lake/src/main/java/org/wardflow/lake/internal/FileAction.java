package org.wardflow.lake.internal;

import io.delta.kernel.internal.actions.DeletionVectorDescriptor;
import java.net.URI;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An Add or a Remove of the log.
 *
 * @param loggedPath as the log has it: relative to the table, URL-encoded
 * @param millis of an Add the file's modification time, of a Remove the deletion time
 * @param statistics the Delta JSON; null if the writer gave none
 * @param deletionVector the rows that are hidden; null if none are
 */
record FileAction(
        String loggedPath,
        long bytes,
        long millis,
        boolean dataChange,
        @Nullable String statistics,
        Map<String, String> tags,
        @Nullable DeletionVectorDescriptor deletionVector) {

    /** Tag with the SHA-256 of the file. */
    static final String DIGEST_TAG = "wardflow.sha256";

    /** Tag with the key filters themselves, or where they are. */
    static final String KEYS_TAG = "wardflow.keys";

    FileAction {
        tags = Map.copyOf(tags);
    }

    /** The path decoded. */
    String path() {
        return loggedPath.indexOf('%') < 0 ? loggedPath : URI.create(loggedPath).getPath();
    }
}
