package org.wardflow.server.views;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.wardflow.core.WallClock;
import org.wardflow.server.access.Grant;

class ForecastsTest {
    private static final Instant HOUR = Instant.parse("2026-11-20T03:00:00Z");
    private static final Map<String, Tile.Forecast> ICU =
            Map.of("1/ICU", new Tile.Forecast(HOUR.plus(Duration.ofHours(4)), 8L, 6L, 10L, null, 400));

    @Test
    @Timeout(60)
    void nobodyWaitsForTheFirstForecastWhichIsThereWhenItIsMade() throws Exception {
        CountDownLatch may = new CountDownLatch(1);
        Grant nurse = new Grant("unit_nurse", List.of("1/ICU"));
        Forecasts forecasts = new Forecasts(grant -> {
            try {
                may.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return new Forecasts.Made(HOUR, true, WallClock.nanos(), ICU);
        });

        assertThat(forecasts.now(nurse, HOUR)).isEmpty();
        may.countDown();
        while (forecasts.now(nurse, HOUR).isEmpty()) {
            Thread.sleep(5);
        }
        assertThat(forecasts.now(nurse, HOUR)).isEqualTo(ICU);
    }

    @Test
    @Timeout(60)
    void aForecastOfATimeThatIsOverIsNone() throws Exception {
        Forecasts forecasts = new Forecasts(grant -> new Forecasts.Made(HOUR, true, WallClock.nanos(), ICU));
        Grant nurse = new Grant("unit_nurse", List.of("1/ICU"));
        while (forecasts.now(nurse, HOUR).isEmpty()) {
            Thread.sleep(5);
        }

        assertThat(forecasts.now(nurse, HOUR.plus(Duration.ofMinutes(239)))).isEqualTo(ICU);
        assertThat(forecasts.now(nurse, HOUR.plus(Duration.ofHours(4)))).isEmpty();
    }

    @Test
    @Timeout(60)
    void whatCannotBeMadeIsLoggedOnceUntilItWorks() throws Exception {
        AtomicInteger warnings = new AtomicInteger();
        Handler handler = handler(warnings);
        Logger log = Logger.getLogger(Forecasts.class.getName());
        log.addHandler(handler);
        log.setLevel(Level.WARNING);
        try {
            AtomicBoolean works = new AtomicBoolean();
            AtomicInteger tries = new AtomicInteger();
            Forecasts forecasts = new Forecasts(grant -> {
                var unused = tries.incrementAndGet();
                if (!works.get()) {
                    throw new IllegalStateException("no gold");
                }
                // Not kept: it is of no hour, and old.
                return new Forecasts.Made(HOUR, false, WallClock.nanos() - 2 * Forecasts.KEPT.toNanos(), ICU);
            });
            look(forecasts, tries, 3);
            assertThat(warnings).hasValue(1);
            works.set(true);
            look(forecasts, tries, 2);
            works.set(false);
            look(forecasts, tries, 3);
            assertThat(warnings).hasValue(2);
        } finally {
            log.removeHandler(handler);
            log.setLevel(null);
        }
    }

    /** Looks until it was tried so many times more. */
    private static void look(Forecasts forecasts, AtomicInteger tries, int more) throws InterruptedException {
        int enough = tries.get() + more;
        while (tries.get() < enough) {
            var unused = forecasts.now(new Grant("unit_nurse", List.of("1/ICU")), HOUR);
            Thread.sleep(5);
        }
    }

    private static Handler handler(AtomicInteger warnings) {
        return new Handler() {
            @Override
            public void publish(LogRecord entry) {
                if (entry.getLevel().equals(Level.WARNING)) {
                    var unused = warnings.incrementAndGet();
                }
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
    }
}
