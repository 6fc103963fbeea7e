package org.wardflow.server.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.wardflow.server.http.Problem;

@Timeout(60)
class PlacesTest {
    private static final int THREADS = 8;

    private final Places places = new Places();

    private Places.Place take(String who) {
        return places.take(who, Optional.empty());
    }

    private void assertRefused(String who, int status) {
        assertThatThrownBy(() -> take(who))
                .asInstanceOf(type(Problem.Refused.class))
                .satisfies(refused -> assertThat(refused.problem().status()).isEqualTo(status));
    }

    @Test
    void allTogetherGetNoMoreThanThereAreAndOneThatIsGivenBackIsFreeAtOnce() {
        List<Places.Place> taken = new ArrayList<>();
        for (int i = 0; i < Hub.STREAMS_MAX; i++) {
            taken.add(take("viewer " + i / Hub.OF_ONE_MAX));
        }
        assertRefused("another", 503);

        taken.get(0).leave();
        taken.get(0).leave();
        assertThat(places.count()).isEqualTo(Hub.STREAMS_MAX - 1);
        Places.Place last = take("another");
        assertRefused("another", 503);

        taken.forEach(Places.Place::leave);
        last.leave();
        assertThat(places.count()).isZero();
    }

    @Test
    void oneWhoGaveAPlaceBackMayTakeOneAgainAndNoMore() {
        List<Places.Place> taken = new ArrayList<>();
        for (int i = 0; i < Hub.OF_ONE_MAX; i++) {
            taken.add(take("anna"));
        }
        assertRefused("anna", 429);
        taken.get(3).leave();
        taken.get(3).leave();

        assertThat(take("anna")).isNotNull();
        assertRefused("anna", 429);
    }

    @Test
    void oneAccountTakesNoMoreThanItsOwnByAnyNumberOfSignIns() {
        Optional<String> account = Optional.of("account anna");
        List<Places.Place> taken = new ArrayList<>();
        for (int i = 0; i < Hub.OF_ACCOUNT_MAX; i++) {
            taken.add(places.take("sign-in " + i / Hub.OF_ONE_MAX, account));
        }
        assertThatThrownBy(() -> places.take("one more", account)).isInstanceOf(Problem.Refused.class);
        assertThat(take("another")).isNotNull();

        taken.get(0).leave();
        taken.get(0).leave();
        assertThat(places.take("one more", account)).isNotNull();
        assertThatThrownBy(() -> places.take("one more", account)).isInstanceOf(Problem.Refused.class);
        taken.forEach(Places.Place::leave);
        assertThat(places.count()).isEqualTo(2);
    }

    @Test
    void ofManyWhoAskAtOnceNoMoreThanTheLimitAreLetThrough() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            for (int round = 0; round < 50; round++) {
                String who = "round " + round;
                CyclicBarrier begin = new CyclicBarrier(THREADS);
                List<CompletableFuture<Integer>> counts = new ArrayList<>();
                for (int i = 0; i < THREADS; i++) {
                    counts.add(CompletableFuture.supplyAsync(() -> takeAll(who, begin), threads));
                }
                int sum = 0;
                for (CompletableFuture<Integer> count : counts) {
                    sum += count.get();
                }
                assertThat(sum).isEqualTo(Hub.OF_ONE_MAX);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private int takeAll(String who, CyclicBarrier begin) {
        try {
            int unused = begin.await();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        int count = 0;
        while (one(who).isPresent()) {
            count++;
        }
        return count;
    }

    private Optional<Places.Place> one(String who) {
        try {
            return Optional.of(take(who));
        } catch (Problem.Refused e) {
            return Optional.empty();
        }
    }
}
