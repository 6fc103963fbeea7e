package org.wardflow.app.quarantine;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.wardflow.flow.cycle.Pipeline;
import org.wardflow.flow.engine.RowAppender;
import org.wardflow.flow.read.KnownAt;
import org.wardflow.flow.read.Reader;
import org.wardflow.lake.TableName;

/** What stewards decide about single messages, as rows of bronze: a rebuild decides the same. */
public final class Decisions {
    private static final TableName TABLE = new TableName("bronze", "steward_decision");

    private final Pipeline pipeline;
    private final Reader reader;
    private final Clock clock;

    /** Decisions of a home that is open for writing. */
    public Decisions(Pipeline pipeline, Reader reader, Clock clock) {
        this.pipeline = pipeline;
        this.reader = reader;
        this.clock = clock;
    }

    /** What is decided. */
    public enum Kind {
        /** The message takes part in nothing. */
        DISCARD,
        /** It does again, if the rules let it. */
        RESTORE
    }

    /**
     * Records a decision; the next cycle heeds it.
     *
     * @param digests of the messages' payloads
     * @param by the account of who decided
     */
    public void record(Kind kind, List<String> digests, String by, String reason) {
        Instant at = after(clock.instant());
        try (RowAppender rows = pipeline.newAppender(TABLE)) {
            for (String digest : digests) {
                rows.append(digest, kind.name().toLowerCase(Locale.ROOT), at, by, reason);
            }
            var unused = pipeline.appendBronze(TABLE, rows.finish(), Map.of());
        }
    }

    /** Later than every decision there is, even if the clock was set back: the latest one counts. */
    private Instant after(Instant now) {
        Instant at = now.truncatedTo(ChronoUnit.MICROS);
        List<@Nullable Object> latest = new ArrayList<>();
        reader.query("select max(d.decided_ts) from " + TABLE + " d", KnownAt.now(), latest::addAll);
        return latest.get(0) instanceof Instant before && !before.isBefore(at) ? before.plus(1, ChronoUnit.MICROS) : at;
    }
}
