package org.wardflow.server.views;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.wardflow.server.http.Problem;

@Timeout(60)
class LooksTest {
    private final Looks looks = new Looks();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch end = new CountDownLatch(1);
    private final AtomicInteger taken = new AtomicInteger();
    private final List<Future<Integer>> all = new ArrayList<>();

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    private int look() {
        int count = taken.incrementAndGet();
        try {
            end.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return count;
    }

    private void look(String who, int times) {
        for (int i = 0; i < times; i++) {
            all.add(threads.submit(() -> looks.take(who, this::look)));
        }
    }

    private void assertRefused(String who) {
        assertThatThrownBy(() -> looks.take(who, () -> 0))
                .asInstanceOf(type(Problem.Refused.class))
                .satisfies(refused -> assertThat(refused.problem().status()).isEqualTo(429));
    }

    private long refused() {
        return all.stream().filter(Future::isDone).count();
    }

    @Test
    void oneAccountTakesItsShareAndLeavesTheRestToOthers() throws Exception {
        look("anna", Looks.OF_ONE_MAX + 3);
        while (refused() < 3 || taken.get() < Looks.AT_ONCE) {
            Thread.sleep(10);
        }
        assertRefused("anna");
        look("ben", Looks.OF_ALL_MAX - Looks.OF_ONE_MAX + 2);
        while (refused() < 5) {
            Thread.sleep(10);
        }
        assertRefused("carla");
        assertThat(taken).as("at once").hasValue(Looks.AT_ONCE);

        end.countDown();
        while (taken.get() < Looks.OF_ALL_MAX) {
            Thread.sleep(10);
        }
        for (String who : List.of("anna", "ben", "carla")) {
            assertThat(looks.take(who, () -> who)).isEqualTo(who);
        }
    }

    @Test
    void aLookThatFailsGivesItsPlaceBack() {
        for (int i = 0; i < 2 * Looks.OF_ALL_MAX; i++) {
            assertThatThrownBy(() -> looks.take("anna", () -> {
                        throw new IllegalStateException("a test");
                    }))
                    .isInstanceOf(IllegalStateException.class);
        }
        assertThat(looks.take("anna", () -> 1)).isEqualTo(1);
    }

    @Test
    void whoWaitsTooLongIsSentAway() {
        look("anna", Looks.AT_ONCE);
        while (taken.get() < Looks.AT_ONCE) {
            Thread.onSpinWait();
        }
        long began = System.nanoTime();
        assertRefused("ben");
        assertThat(System.nanoTime() - began).isGreaterThanOrEqualTo(Looks.WAIT_MAX.toNanos());
    }
}
