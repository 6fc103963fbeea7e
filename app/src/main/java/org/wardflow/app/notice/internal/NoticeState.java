package org.wardflow.app.notice.internal;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.wardflow.app.notice.Problem;
import org.wardflow.core.Sha256;

/**
 * What has been told, and what waits to be. A value: each change gives a new one, which is on disk before anything of it is
 * sent.
 *
 * @param made messages made so far
 * @param open problems whose beginning was told and whose end was not, by id
 * @param queues by channel
 */
public record NoticeState(long made, Map<String, Problem> open, Map<String, Queue> queues) {
    /** Messages that wait for one channel, at most; the oldest make room. */
    public static final int WAITING_MAX = 100;

    /** Age at which a message that could not be delivered is dropped. */
    public static final Duration KEEP = Duration.ofDays(7);

    private static final int ID_LETTERS = 32;

    /**
     * What waits for one channel.
     *
     * @param waiting oldest first
     * @param dropped messages dropped since the last one was delivered, which the next one tells
     */
    public record Queue(List<Notice> waiting, long dropped) {
        public Queue {
            waiting = List.copyOf(waiting);
        }
    }

    /** Nothing told, nothing waiting. */
    public static final NoticeState EMPTY = new NoticeState(0, Map.of(), Map.of());

    public NoticeState {
        open = Map.copyOf(open);
        queues = Map.copyOf(queues);
    }

    /** For these channels: new ones get an empty queue, the queue of one that is gone is dropped. */
    NoticeState withChannels(Collection<String> names) {
        Map<String, Queue> kept = new TreeMap<>();
        names.forEach(name -> kept.put(name, queues.getOrDefault(name, new Queue(List.of(), 0))));
        return new NoticeState(made, open, kept);
    }

    /** With problems begun, told in one message, and others over, told in another. */
    NoticeState with(String home, Instant now, Collection<Problem> begun, Collection<Notice.Entry> over) {
        NoticeState next = this;
        if (!begun.isEmpty()) {
            Map<String, Problem> more = new TreeMap<>(open);
            begun.forEach(problem -> more.put(problem.id(), problem));
            List<Notice.Entry> entries = begun.stream()
                    .map(problem -> new Notice.Entry(problem, now))
                    .toList();
            next = new NoticeState(made, more, queues).queued(home, now, Notice.Type.FAILED, entries);
        }
        if (!over.isEmpty()) {
            Map<String, Problem> fewer = new TreeMap<>(next.open);
            over.forEach(entry -> fewer.remove(entry.problem().id()));
            next = new NoticeState(next.made, fewer, next.queues)
                    .queued(home, now, Notice.Type.RECOVERED, List.copyOf(over));
        }
        return next;
    }

    private NoticeState queued(String home, Instant now, Notice.Type type, List<Notice.Entry> entries) {
        Notice notice = new Notice(id(home, made, now), type, now, entries);
        Map<String, Queue> longer = new TreeMap<>();
        queues.forEach((name, queue) -> {
            List<Notice> waiting = new ArrayList<>(queue.waiting());
            waiting.add(notice);
            int surplus = Math.max(0, waiting.size() - WAITING_MAX);
            longer.put(name, new Queue(waiting.subList(surplus, waiting.size()), queue.dropped() + surplus));
        });
        return new NoticeState(made + 1, open, longer);
    }

    /** Without a message that one channel delivered. */
    NoticeState delivered(String channel, Notice notice) {
        return changed(
                channel,
                queue -> new Queue(
                        queue.waiting().stream()
                                .filter(waiting -> !waiting.id().equals(notice.id()))
                                .toList(),
                        0));
    }

    /** Without what has waited too long for one channel; the same state if nothing has. */
    NoticeState withoutOld(String channel, Instant now) {
        Queue queue = queue(channel);
        List<Notice> young = queue.waiting().stream()
                .filter(waiting -> waiting.at().plus(KEEP).isAfter(now))
                .toList();
        int old = queue.waiting().size() - young.size();
        return old == 0 ? this : changed(channel, before -> new Queue(young, before.dropped() + old));
    }

    Queue queue(String channel) {
        return queues.getOrDefault(channel, new Queue(List.of(), 0));
    }

    private NoticeState changed(String channel, UnaryOperator<Queue> change) {
        Map<String, Queue> changed = new TreeMap<>(queues);
        changed.put(channel, change.apply(queue(channel)));
        return new NoticeState(made, open, changed);
    }

    /** An id for the message of that number, made at that time, in that home. */
    static String id(String home, long number, Instant at) {
        return Sha256.of(home + "\n" + number + "\n" + at).substring(0, ID_LETTERS);
    }
}
