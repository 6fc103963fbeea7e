package org.wardflow.server.access.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.wardflow.server.http.Problem;

@Timeout(60)
class KeptTest {
    private static final Duration FRESH = Duration.ofMinutes(5);
    private static final Duration USABLE = Duration.ofMinutes(15);

    private final AtomicLong now = new AtomicLong();
    private final AtomicInteger asked = new AtomicInteger();
    private volatile boolean away;

    private final Kept<String> kept = new Kept<>(
            () -> {
                int times = asked.incrementAndGet();
                if (away) {
                    throw new IllegalStateException("away");
                }
                return "answer " + times;
            },
            FRESH,
            USABLE,
            now::get);

    private void on(Duration time) {
        long unused = now.addAndGet(time.toNanos());
    }

    @Test
    void anAnswerIsKeptUntilItIsOldAndAskedForAnewAtMostOncePerHalfMinute() {
        assertThat(kept.get()).isEqualTo("answer 1");
        assertThat(kept.again()).isEqualTo("answer 1");
        on(Kept.AGAIN);
        assertThat(kept.get()).isEqualTo("answer 1");
        assertThat(kept.again()).isEqualTo("answer 2");
        on(FRESH);
        assertThat(kept.get()).isEqualTo("answer 3");
    }

    @Test
    void afterAFailureNobodyAsksForAWhile() {
        away = true;
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(kept::get).isInstanceOf(Problem.Refused.class);
        }
        assertThat(asked).hasValue(1);
        away = false;
        assertThatThrownBy(kept::get).isInstanceOf(Problem.Refused.class);
        on(Kept.FAILURE_LIFE);
        assertThat(kept.get()).isEqualTo("answer 2");
    }

    @Test
    void whatIsOldIsUsedForAWhileWhenTheProviderFails() {
        assertThat(kept.get()).isEqualTo("answer 1");
        away = true;
        on(FRESH);
        assertThat(kept.get()).isEqualTo("answer 1");
        on(USABLE.minus(FRESH));
        assertThatThrownBy(kept::get).isInstanceOf(Problem.Refused.class);
    }

    @Test
    void fewWaitForAnAnswerAndTheOthersAreSentAwayAtOnce() throws Exception {
        CountDownLatch answer = new CountDownLatch(1);
        CountDownLatch begun = new CountDownLatch(1);
        Kept<String> slow = new Kept<>(
                () -> {
                    begun.countDown();
                    try {
                        answer.await();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                    return "there";
                },
                FRESH,
                USABLE,
                now::get);
        ExecutorService threads = Executors.newCachedThreadPool();
        try {
            List<Future<String>> waiting = new ArrayList<>();
            waiting.add(threads.submit(slow::get));
            begun.await();
            for (int i = 0; i < 3 * Kept.WAITING_MAX; i++) {
                waiting.add(threads.submit(slow::get));
            }
            while (waiting.stream().filter(Future::isDone).count() < waiting.size() - Kept.WAITING_MAX) {
                Thread.sleep(10);
            }
            answer.countDown();
            int there = 0;
            for (Future<String> one : waiting) {
                try {
                    there += one.get().equals("there") ? 1 : 0;
                } catch (java.util.concurrent.ExecutionException e) {
                    assertThat(e).hasCauseInstanceOf(Problem.Refused.class);
                }
            }
            assertThat(there).isEqualTo(Kept.WAITING_MAX);
        } finally {
            threads.shutdownNow();
        }
    }
}
