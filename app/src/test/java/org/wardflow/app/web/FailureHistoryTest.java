package org.wardflow.app.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.wardflow.app.notice.Problem;
import org.wardflow.server.feed.Feed;

class FailureHistoryTest {
    private static final Instant TEN = Instant.parse("2026-11-20T10:00:00Z");

    private final List<Feed.Failure> told = new ArrayList<>();
    private final FailureHistory history = new FailureHistory(told::add);

    private static Problem problem(String subject, Instant since) {
        return Problem.failure(
                Problem.Kind.MODEL, subject, new IllegalStateException("patient 4711"), since, Optional.empty());
    }

    @Test
    void aFailureGoesOnUntilItIsNoLongerAmongTheProblems() {
        history.see(List.of(problem("gold.a", TEN)), TEN.plusSeconds(1));
        assertThat(history.newestFirst()).singleElement().satisfies(one -> {
            assertThat(one.since()).isEqualTo(TEN);
            assertThat(one.until()).isNull();
            assertThat(one.kind()).isEqualTo("model");
            assertThat(one.toString()).contains("gold.a").doesNotContain("4711");
        });
        history.see(List.of(problem("gold.b", TEN.plusSeconds(5))), TEN.plusSeconds(6));
        history.see(List.of(problem("gold.a", TEN.plusSeconds(8))), TEN.plusSeconds(9));

        assertThat(history.newestFirst())
                .extracting(Feed.Failure::subject, Feed.Failure::since, Feed.Failure::until)
                .containsExactly(
                        tuple("gold.a", TEN.plusSeconds(8), null),
                        tuple("gold.b", TEN.plusSeconds(5), TEN.plusSeconds(9)),
                        tuple("gold.a", TEN, TEN.plusSeconds(6)));
        assertThat(told)
                .as("once when it begins, once when it ends")
                .extracting(Feed.Failure::subject, Feed.Failure::until)
                .containsExactly(
                        tuple("gold.a", null),
                        tuple("gold.b", null),
                        tuple("gold.a", TEN.plusSeconds(6)),
                        tuple("gold.a", null),
                        tuple("gold.b", TEN.plusSeconds(9)));
    }

    @Test
    void noMoreAreKeptThanTheLimitAndThoseThatGoOnAreAmongThem() {
        history.see(List.of(problem("gold.long", TEN)), TEN);
        for (int i = 1; i <= FailureHistory.FAILURES_MAX + 20; i++) {
            Instant at = TEN.plusSeconds(i);
            history.see(List.of(problem("gold.long", TEN), problem("gold." + i, at)), at);
        }

        assertThat(history.newestFirst())
                .hasSize(FailureHistory.FAILURES_MAX)
                .anyMatch(one -> one.subject().equals("gold.long"))
                .noneMatch(one -> one.subject().equals("gold.1"));
    }
}
