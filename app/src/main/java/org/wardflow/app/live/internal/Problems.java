package org.wardflow.app.live.internal;

import java.lang.System.Logger;
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
    private static final Logger LOG = System.getLogger(Problems.class.getName());

    private final SortedMap<String, Problem> open = new ConcurrentSkipListMap<>();

    /** Adds a failure, or brings its text up to date. */
    void failed(Problem.Kind kind, String subject, Throwable failure, Instant now, Optional<Instant> inGold) {
        Problem before = open.get(id(kind, subject));
        Problem problem = Problem.failure(kind, subject, failure, before == null ? now : before.since(), inGold);
        open.put(problem.id(), problem);
        if (before == null) {
            LOG.log(Logger.Level.WARNING, "problem began: " + problem.id(), failure);
        }
    }

    void solved(Problem.Kind kind, String subject) {
        solved(id(kind, subject));
    }

    private void solved(String id) {
        if (open.remove(id) != null) {
            LOG.log(Logger.Level.INFO, "problem solved: " + id);
        }
    }

    /** What somebody else found of some kinds: these problems, and no others of the kinds. */
    void found(Set<Problem.Kind> kinds, Collection<Problem> problems) {
        Set<String> present = new HashSet<>();
        for (Problem problem : problems) {
            present.add(problem.id());
            if (open.put(problem.id(), problem) == null) {
                LOG.log(Logger.Level.WARNING, "problem began: " + problem.id());
            }
        }
        for (Problem problem : List.copyOf(open.values())) {
            if (kinds.contains(problem.kind()) && !present.contains(problem.id())) {
                solved(problem.id());
            }
        }
    }

    /** Solves those of a kind whose subject begins so, but for the ones named. */
    void solvedBut(Problem.Kind kind, String prefix, Collection<String> subjects) {
        Set<String> kept = new HashSet<>();
        subjects.forEach(subject -> kept.add(id(kind, subject)));
        for (String id : List.copyOf(open.keySet())) {
            if (id.startsWith(id(kind, prefix)) && !kept.contains(id)) {
                solved(id);
            }
        }
    }

    List<Problem> all() {
        return List.copyOf(new TreeMap<>(open).values());
    }

    private static String id(Problem.Kind kind, String subject) {
        return kind.text() + ":" + subject;
    }
}
