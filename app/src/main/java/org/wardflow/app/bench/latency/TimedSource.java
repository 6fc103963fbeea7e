package org.wardflow.app.bench.latency;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.wardflow.core.WallClock;
import org.wardflow.core.WardflowException;
import org.wardflow.flow.cycle.Pipeline;
import org.wardflow.ingest.LiveSource;

/** A source, and how long its polls take. */
final class TimedSource implements LiveSource.Opener {
    private final LiveSource.Opener opener;
    private final AtomicLong bronzeNanos = new AtomicLong();
    private final AtomicLong idleNanos = new AtomicLong();

    TimedSource(LiveSource.Opener opener) {
        this.opener = opener;
    }

    /** Time in polls that brought records to bronze, their commits included, so far. */
    Duration bronze() {
        return Duration.ofNanos(bronzeNanos.get());
    }

    /** Time in polls that brought nothing, so far. */
    Duration idle() {
        return Duration.ofNanos(idleNanos.get());
    }

    @Override
    public String name() {
        return opener.name();
    }

    @Override
    public LiveSource open(Pipeline pipeline) {
        return new Timed(opener.open(pipeline));
    }

    private final class Timed implements LiveSource {
        private final LiveSource source;

        Timed(LiveSource source) {
            this.source = source;
        }

        @Override
        public List<Taken> poll(Duration wait) {
            long began = WallClock.nanos();
            List<Taken> taken = source.poll(wait);
            (taken.isEmpty() ? idleNanos : bronzeNanos).addAndGet(WallClock.nanos() - began);
            return taken;
        }

        @Override
        public List<Stream> streams() {
            return source.streams();
        }

        @Override
        public Optional<WardflowException> trouble() {
            return source.trouble();
        }

        @Override
        public Map<String, Map<Integer, Long>> ends(Duration limit) {
            return source.ends(limit);
        }

        @Override
        public void close() {
            source.close();
        }
    }
}
