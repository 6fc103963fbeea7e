package org.wardflow.spark.job;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.wardflow.ingest.LiveSource;

/**
 * What was taken in since gold last had all of it. Of one size, however long a model fails.
 *
 * @param rows that came
 * @param oldest when the source got the oldest of them; empty if none came
 * @param newest the same of the newest
 */
record Pending(long rows, Optional<Instant> oldest, Optional<Instant> newest) {
    static final Pending NONE = new Pending(0, Optional.empty(), Optional.empty());

    Pending with(List<LiveSource.Taken> taken) {
        Pending all = this;
        for (LiveSource.Taken batch : taken) {
            all = new Pending(
                    all.rows + batch.rows(),
                    all.oldest.filter(known -> known.isBefore(batch.oldest())).or(() -> Optional.of(batch.oldest())),
                    all.newest.filter(known -> known.isAfter(batch.newest())).or(() -> Optional.of(batch.newest())));
        }
        return all;
    }
}
