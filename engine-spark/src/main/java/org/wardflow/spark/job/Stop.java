package org.wardflow.spark.job;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.util.ShutdownHookManager;

/** The wish that the job ends: a signal, or the end of the process that started it. The round in hand is finished first. Safe for all threads. */
final class Stop {
    /** How long the end of this process waits for the round in hand; what is cut off is done again by the next start. */
    static final Duration ROUND_MAX = Duration.ofMinutes(5);

    /** Before Spark's own hook, which would take the executors away from under the round. */
    private static final int BEFORE_SPARK = 1_000;

    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);

    /** Lets SIGTERM and Ctrl-C wait for the round. */
    void onSignals() {
        ShutdownHookManager.get()
                .addShutdownHook(this::askAndWait, BEFORE_SPARK, ROUND_MAX.toSeconds() + 1, TimeUnit.SECONDS);
    }

    private void askAndWait() {
        ask();
        try {
            var unused = ended.await(ROUND_MAX.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whoever started this process holds its input open; when that ends, something is done. */
    static void atEndOf(InputStream in, Runnable then) {
        Thread watch = new Thread(
                () -> {
                    try {
                        while (in.read() >= 0) {
                            // Nothing more is said on it.
                        }
                    } catch (IOException e) {
                        // It has ended.
                    }
                    then.run();
                },
                "wardflow-parent");
        watch.setDaemon(true);
        watch.start();
    }

    void ask() {
        asked.countDown();
    }

    boolean isAsked() {
        return asked.getCount() == 0;
    }

    /** The rounds have ended, whether asked to or not. */
    void ended() {
        ended.countDown();
    }
}
