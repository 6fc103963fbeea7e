package org.wardflow.app.live.internal;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Whether to stop; waiting for it is how the threads of the running system pause. Safe for all threads. */
final class StopFlag {
    private final CountDownLatch latch = new CountDownLatch(1);

    void raise() {
        latch.countDown();
    }

    boolean raised() {
        return latch.getCount() == 0;
    }

    /** Waits; true as soon as the flag is raised. */
    boolean pause(Duration time) {
        try {
            return latch.await(Math.max(0, time.toNanos()), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            // Nobody interrupts these threads but to end them.
            raise();
            return true;
        }
    }
}
