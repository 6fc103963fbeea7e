package org.wardflow.proof.peer;

import java.nio.file.Path;
import java.util.List;

/** A pipeline that takes batches of events to gold. */
interface Peer extends AutoCloseable {
    String name();

    /**
     * Takes one batch all the way.
     *
     * @param lines a file of newline-delimited JSON
     */
    void take(List<byte[]> payloads, Path lines);

    /** The visits in its fact table, as {@link Visits#visits}. */
    List<String> visits();

    /** The versions in its patient dimension, as {@link Visits#versions}. */
    List<String> versions();

    @Override
    void close();
}
