package org.wardflow.app.live.internal;

import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.wardflow.app.notice.Problem;

/** The problems of now. Each keeps the time at which it was first seen until it is solved. Safe for all threads. */
final class Problems {
    private final SortedMap<String, Problem> open = new ConcurrentSkipListMap<>();

    /** Adds a failure, or brings its text up to date. */
    void failed(Problem.Kind kind, String subject, Throwable failure, Instant now, Optional<Instant> inGold) {
        open.compute(
                id(kind, subject),
                (id, before) -> Problem.failure(kind, subject, failure, before == null ? now : before.since(), inGold));
    }

    void solved(Problem.Kind kind, String subject) {
        open.remove(id(kind, subject));
    }

    /** Solves those of a kind whose subject begins so, but for the ones named. */
    void solvedBut(Problem.Kind kind, String prefix, Collection<String> subjects) {
        Set<String> kept = new HashSet<>();
        subjects.forEach(subject -> kept.add(id(kind, subject)));
        open.keySet().removeIf(id -> id.startsWith(id(kind, prefix)) && !kept.contains(id));
    }

    List<Problem> all() {
        return List.copyOf(new TreeMap<>(open).values());
    }

    private static String id(Problem.Kind kind, String subject) {
        return kind.text() + ":" + subject;
    }
}
