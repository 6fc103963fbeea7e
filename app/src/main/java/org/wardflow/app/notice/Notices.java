package org.wardflow.app.notice;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.wardflow.app.notice.internal.Channel;
import org.wardflow.app.notice.internal.Channels;
import org.wardflow.app.notice.internal.Courier;
import org.wardflow.app.notice.internal.Notice;
import org.wardflow.app.notice.internal.NoticeFile;
import org.wardflow.app.notice.internal.Outbox;
import org.wardflow.app.settings.Settings;
import org.wardflow.core.WallClock;

/**
 * Tells the owner of a pipeline what does not work: one message when a problem begins, one when it has been gone for the
 * quiet time, none in between however often it comes and goes. Problems that begin together share a message.
 *
 * <p>A message is on disk, in {@code notices/} of the home, before {@link #observe} returns; a thread of its own delivers it,
 * again and again with growing pauses, also after a restart. Delivered at least once: after a crash between the receiver's
 * answer and the next write it comes twice, with the same id. Without a webhook or a mail server in the settings nothing
 * happens.
 */
public final class Notices implements AutoCloseable {
    /** Longest that closing waits for messages that are under way; what is not delivered then is delivered by the next process. */
    public static final Duration CLOSE_WAIT = Duration.ofSeconds(2);

    private final Outbox outbox;
    private final Courier courier;
    private final Duration quiet;
    private final Clock clock;
    private final Map<String, Instant> goneSince = new HashMap<>();

    private Notices(Outbox outbox, Courier courier, Duration quiet, Clock clock) {
        this.outbox = outbox;
        this.courier = courier;
        this.quiet = quiet;
        this.clock = clock;
    }

    /**
     * Starts, with what the process before has left; SETTING_INVALID if the settings do not fit together. Only the process
     * that writes in the home may.
     */
    public static Notices open(Settings settings, Path home, Clock clock) {
        Notices notices = idle(settings, home, clock);
        notices.courier.start();
        return notices;
    }

    /** The same without a thread, for tests that deliver by hand. */
    static Notices idle(Settings settings, Path home, Clock clock) {
        List<Channel> channels = Channels.of(settings, home, clock);
        Outbox outbox = Outbox.open(
                new NoticeFile(home.resolve("notices")),
                home.toAbsolutePath().toString(),
                channels.stream().map(Channel::name).toList());
        return new Notices(outbox, new Courier(outbox, channels, clock), settings.value(Settings.NOTICE_QUIET), clock);
    }

    /**
     * Compares what does not work at present with what has been told. To be called once a cycle, by one thread; waits for a
     * small write to disk if there is something to tell, never for the network.
     */
    public void observe(Collection<Problem> present) {
        if (!courier.hasChannels()) {
            return;
        }
        Instant now = clock.instant();
        Map<String, Problem> byId = new TreeMap<>();
        present.forEach(problem -> byId.putIfAbsent(problem.id(), problem));
        Map<String, Problem> open = outbox.open();
        List<Problem> begun = byId.values().stream()
                .filter(problem -> !open.containsKey(problem.id()))
                .toList();
        List<Notice.Entry> over = over(open, byId.keySet(), now);
        if (outbox.add(now, begun, over)) {
            courier.wake();
        }
    }

    private List<Notice.Entry> over(Map<String, Problem> open, Set<String> present, Instant now) {
        goneSince.keySet().removeAll(present);
        goneSince.keySet().retainAll(open.keySet());
        List<Notice.Entry> over = new ArrayList<>();
        open.forEach((id, problem) -> {
            if (!present.contains(id)) {
                // A clock that was set back must not make the recovery wait for hours.
                Instant since =
                        goneSince.merge(id, now, (before, current) -> before.isAfter(current) ? current : before);
                if (!since.plus(quiet).isAfter(now)) {
                    over.add(new Notice.Entry(problem, since));
                }
            }
        });
        return over;
    }

    /** The problems that have been told, by this process or one before, and are not over. */
    public Collection<Problem> told() {
        return outbox.open().values();
    }

    /** How messages get on. */
    public NoticeStatus status() {
        return courier.status();
    }

    /** Attempts what is due; only without a thread. */
    void deliver() {
        courier.deliver();
    }

    /** Waits a moment for what is under way, and ends the thread. */
    @Override
    public void close() {
        courier.close(CLOSE_WAIT);
    }

    /**
     * The outcome of a test.
     *
     * @param channel its kind and where it leads
     * @param failure empty if the message was accepted
     */
    public record Trial(String channel, Duration took, Optional<String> failure) {}

    /** Sends a test message each way, at once and past the messages that wait; empty if there is no way. */
    public static List<Trial> test(Settings settings, Path home, Clock clock) {
        return Channels.of(settings, home, clock).stream()
                .map(channel -> {
                    long started = WallClock.nanos();
                    Optional<String> failure = channel.send(Courier.test(home, clock.instant()), 0);
                    return new Trial(
                            channel.name() + " " + channel.target(),
                            Duration.ofNanos(WallClock.nanos() - started),
                            failure);
                })
                .collect(Collectors.toUnmodifiableList());
    }
}
