package org.wardflow.simulator.truth;

import java.nio.file.Path;
import java.time.Instant;

/**
 * What lies where in a folder of simulated data.
 *
 * @param directory the folder
 */
record TruthFiles(Path directory) {
    /**
     * One file of messages or rows.
     *
     * @param name its path in the folder
     * @param source what it is ingested as
     * @param recordedAt the recorded time of what names none itself
     */
    record Sent(String name, String source, Instant recordedAt) {}

    Path spec() {
        return directory.resolve("truth/spec.json");
    }

    Path sent() {
        return directory.resolve("truth/sent.csv");
    }

    Path visits() {
        return directory.resolve("truth/visits.ndjson");
    }

    Path beds() {
        return directory.resolve("truth/beds.ndjson");
    }

    Path labels() {
        return directory.resolve("truth/labels.ndjson");
    }

    Path script() {
        return directory.resolve("ingest.sh");
    }
}
