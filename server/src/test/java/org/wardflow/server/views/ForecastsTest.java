package org.wardflow.server.views;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.wardflow.core.WallClock;
import org.wardflow.server.access.Grant;

class ForecastsTest {
    private static final Instant HOUR = Instant.parse("2026-11-20T03:00:00Z");
    private static final Map<String, Tile.Forecast> ICU =
            Map.of("1/ICU", new Tile.Forecast(HOUR, 8L, 6L, 10L, null, 400));

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
}
