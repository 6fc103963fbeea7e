package org.wardflow.app.live.internal;

import java.lang.System.Logger;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.wardflow.core.WardflowException;
import org.wardflow.flow.cycle.Pipeline;
import org.wardflow.ingest.LiveSource;

/** A source that is closed when it fails, and opened again after a pause. Used by the live thread alone. */
final class SupervisedSource {
    private boolean justFailed;
    private static final Logger LOG = System.getLogger(SupervisedSource.class.getName());

    private final LiveSource.Opener opener;
    private final Pauses pauses = new Pauses();
    private @Nullable LiveSource open;
    private List<LiveSource.Stream> streams = List.of();
    private @Nullable RuntimeException failure;
    private Optional<WardflowException> trouble = Optional.empty();

    SupervisedSource(LiveSource.Opener opener) {
        this.opener = opener;
    }

    String name() {
        return opener.name();
    }

    /** Opens it; throws what that throws. */
    void open(Pipeline pipeline) {
        LiveSource source = opener.open(pipeline);
        open = source;
        streams = source.streams();
    }

    /** Whether it can be read now. */
    boolean isOpen() {
        return open != null;
    }

    /** What keeps it from being read. */
    Optional<RuntimeException> failure() {
        return Optional.ofNullable(failure).or(() -> trouble);
    }

    /** Polls it, or tries to open it if it is time to. */
    List<LiveSource.Taken> poll(Pipeline pipeline, Duration wait) {
        justFailed = false;
        try {
            if (open == null) {
                if (!pauses.due()) {
                    return List.of();
                }
                open(pipeline);
            }
            LiveSource source = open;
            if (source == null) {
                return List.of();
            }
            List<LiveSource.Taken> taken = source.poll(wait);
            streams = source.streams();
            trouble = source.trouble();
            failure = null;
            pauses.succeeded();
            return taken;
        } catch (RuntimeException e) {
            failed(e);
            return List.of();
        }
    }

    /** As it last was. */
    List<LiveSource.Stream> streams() {
        return streams;
    }

    /** See {@link LiveSource#ends}; empty if it cannot be read. */
    Optional<Map<String, Map<Integer, Long>>> ends(Duration limit) {
        LiveSource source = open;
        if (source == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(source.ends(limit));
        } catch (RuntimeException e) {
            failed(e);
            return Optional.empty();
        }
    }

    /** Whether the last poll ended in a failure, having taken in who knows what before. */
    boolean justFailed() {
        return justFailed;
    }

    private void failed(RuntimeException e) {
        justFailed = true;
        Duration pause = pauses.failed();
        LOG.log(Logger.Level.DEBUG, "source=%s failed; next try in %s".formatted(name(), pause), e);
        failure = e;
        close();
    }

    void close() {
        LiveSource source = open;
        open = null;
        try {
            if (source != null) {
                source.close();
            }
        } catch (RuntimeException e) {
            LOG.log(Logger.Level.WARNING, "source=%s did not close".formatted(name()), e);
        }
    }
}
