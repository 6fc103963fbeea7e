package org.wardflow.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RateLimitTest {
    private final AtomicLong nanos = new AtomicLong();
    private final RateLimit limit = new RateLimit(10, Duration.ofMinutes(15), nanos::get);

    @Test
    void itTellsHowLongItTakesUntilATurnCanBeTaken() {
        assertThat(limit.untilTurn("key")).isZero();
        for (int i = 0; i < 10; i++) {
            assertThat(limit.take("key")).isTrue();
        }

        Duration wait = limit.untilTurn("key");
        assertThat(wait)
                .isBetween(Duration.ofSeconds(90), Duration.ofSeconds(90).plusNanos(1_000));
        assertThat(limit.take("key")).isFalse();
        nanos.addAndGet(wait.toNanos() - Duration.ofSeconds(1).toNanos());
        assertThat(limit.take("key")).isFalse();
        nanos.addAndGet(Duration.ofSeconds(1).toNanos() + 1_000);
        assertThat(limit.untilTurn("key")).isZero();
        assertThat(limit.take("key")).isTrue();
        assertThat(limit.untilTurn("another")).isZero();
    }
}
