package org.wardflow.app.notice.internal;

import java.lang.System.Logger;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.wardflow.app.notice.NoticeStatus;

/** Delivers what waits in the outbox, each channel in order and for itself. */
public final class Courier {
    /** How often it looks at the clock while it waits: a machine that slept has lost the rest of a longer wait. */
    private static final Duration LOOK = Duration.ofSeconds(1);

    private static final Logger LOG = System.getLogger(Courier.class.getName());

    private final Outbox outbox;
    private final List<Channel> channels;
    private final Clock clock;
    private final Thread thread = new Thread(this::work, "wardflow-notices");
    private final Map<String, Attempts> attempts = new HashMap<>();
    private final Semaphore signals = new Semaphore(0);
    private volatile boolean closing;
    private long delivered;
    private long failures;
    private Optional<String> lastFailure = Optional.empty();

    /** Failures in a row, and when to try again. */
    private record Attempts(int failed, Instant next) {}

    public Courier(Outbox outbox, List<Channel> channels, Clock clock) {
        this.outbox = outbox;
        this.channels = List.copyOf(channels);
        this.clock = clock;
        thread.setDaemon(true);
    }

    public boolean hasChannels() {
        return !channels.isEmpty();
    }

    public void start() {
        if (hasChannels()) {
            thread.start();
        }
    }

    /** There is something new to deliver. */
    public void wake() {
        signals.release();
    }

    /** Ends the thread, after one more attempt at what is due, and at most this much later. */
    public void close(Duration wait) {
        closing = true;
        wake();
        try {
            thread.join(wait.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void work() {
        boolean last;
        do {
            last = closing;
            deliver();
        } while (!last && rest());
    }

    /** False if nobody wants to wait for more. */
    private boolean rest() {
        try {
            boolean unused = signals.tryAcquire(LOOK.toMillis(), TimeUnit.MILLISECONDS);
            signals.drainPermits();
            return true;
        } catch (InterruptedException e) {
            return false;
        }
    }

    /** Attempts what is due. */
    public void deliver() {
        for (Channel channel : channels) {
            while (due(channel)) {
                Optional<Notice> notice = outbox.next(channel.name(), clock.instant());
                if (notice.isEmpty()) {
                    break;
                }
                record(channel, notice.get(), attempt(channel, notice.get()));
            }
        }
    }

    private synchronized boolean due(Channel channel) {
        Attempts before = attempts.get(channel.name());
        if (before == null) {
            return true;
        }
        Duration left = Duration.between(clock.instant(), before.next());
        // No pause is that long: the clock was set back, and must not silence the channel until it is there again.
        return left.isZero() || left.isNegative() || left.compareTo(Pauses.LONGEST) > 0;
    }

    private Optional<String> attempt(Channel channel, Notice notice) {
        try {
            return channel.send(notice, outbox.queue(channel.name()).dropped());
        } catch (RuntimeException e) {
            // A library that surprises us must not end the thread.
            return Optional.of("failed: " + e.getClass().getSimpleName());
        }
    }

    private synchronized void record(Channel channel, Notice notice, Optional<String> failure) {
        if (failure.isEmpty()) {
            outbox.delivered(channel.name(), notice);
            if (attempts.remove(channel.name()) != null) {
                LOG.log(Logger.Level.INFO, "channel=%s delivers again".formatted(channel.name()));
            }
            delivered++;
            lastFailure = Optional.empty();
            return;
        }
        Attempts before = attempts.get(channel.name());
        int failed = before == null ? 1 : before.failed() + 1;
        attempts.put(channel.name(), new Attempts(failed, clock.instant().plus(Pauses.after(failed))));
        failures++;
        if (failed == 1) {
            LOG.log(Logger.Level.WARNING, "channel=%s does not deliver: %s".formatted(channel.name(), failure.get()));
        }
        lastFailure = Optional.of("%s %s: %s".formatted(channel.name(), channel.target(), failure.get()));
    }

    public synchronized NoticeStatus status() {
        List<NoticeState.Queue> queues =
                channels.stream().map(channel -> outbox.queue(channel.name())).toList();
        return new NoticeStatus(
                hasChannels(),
                delivered,
                failures,
                queues.stream().mapToInt(queue -> queue.waiting().size()).sum(),
                queues.stream().mapToLong(NoticeState.Queue::dropped).sum(),
                queues.stream()
                        .flatMap(queue -> queue.waiting().stream().map(Notice::at))
                        .min(Instant::compareTo),
                lastFailure);
    }

    /** A message that says only that messages arrive. */
    public static Notice test(Path home, Instant at) {
        return new Notice(NoticeState.id(home.toAbsolutePath().toString(), -1, at), Notice.Type.TEST, at, List.of());
    }
}
