package org.wardflow.app.web;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.wardflow.app.notice.Problem;
import org.wardflow.server.feed.Feed;

/** What did not work, told from the problems of one state after the other, and behind it what earlier processes had. Used under the feed's lock. */
final class FailureHistory {
    /** Failures kept; beyond them those that ended first are forgotten. */
    static final int FAILURES_MAX = 50;

    private final Map<String, Problem> open = new LinkedHashMap<>();
    private final Deque<Feed.Failure> ended = new ArrayDeque<>();
    private final Consumer<Feed.Failure> told;

    /** Nothing has failed yet; each failure is told when it begins, and when it ends. */
    FailureHistory(Consumer<Feed.Failure> told) {
        this.told = told;
    }

    /** The problems of one state: those that are no longer among them have ended. */
    void see(List<Problem> problems, Instant at) {
        Map<String, Problem> before = new LinkedHashMap<>(open);
        for (Problem problem : problems) {
            if (before.remove(problem.id()) == null && !open.containsKey(problem.id())) {
                told.accept(failure(problem, null));
            }
            // Its text may have changed meanwhile; when it began has not.
            open.put(problem.id(), problem);
        }
        before.forEach((id, problem) -> {
            open.remove(id);
            Feed.Failure failure = failure(problem, at);
            ended.addFirst(failure);
            told.accept(failure);
        });
        forgetOldest();
    }

    /** What earlier processes had, the newest first: it goes behind all that this one has. */
    void earlier(List<Feed.Failure> failures) {
        ended.addAll(failures);
        forgetOldest();
    }

    private void forgetOldest() {
        while (ended.size() > FAILURES_MAX) {
            ended.removeLast();
        }
    }

    /** Those that go on, then those that ended, each the newest first. */
    List<Feed.Failure> newestFirst() {
        List<Feed.Failure> now = new ArrayList<>();
        open.values().forEach(problem -> now.add(failure(problem, null)));
        now.sort(Comparator.comparing(Feed.Failure::since).reversed());
        return Stream.concat(now.stream(), ended.stream()).limit(FAILURES_MAX).toList();
    }

    private static Feed.Failure failure(Problem problem, @Nullable Instant until) {
        return new Feed.Failure(problem.since(), until, problem.kind().text(), problem.subject(), problem.what());
    }
}
