package org.wardflow.spark.internal;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorAdded;
import org.apache.spark.scheduler.SparkListenerExecutorRemoved;
import org.apache.spark.scheduler.SparkListenerJobEnd;
import org.apache.spark.scheduler.SparkListenerJobStart;

/**
 * Ends Spark when work waits for executors that were there and do not come back. A master that is started anew knows nothing of the
 * applications before it and gives them none; Spark itself would wait for ever. Safe for all threads.
 */
public final class ExecutorWatch extends SparkListener implements AutoCloseable {
    /** So long may work wait: a cluster may have to start a machine first. */
    static final Duration ABSENT_MAX = Duration.ofMinutes(5);

    private static final Duration LOOKS_EVERY = Duration.ofSeconds(5);

    private final LongSupplier nanos;
    private final Set<String> executors = new HashSet<>();
    private final Set<Integer> jobs = new HashSet<>();
    private boolean had;
    private long waitingSince;
    private final ScheduledExecutorService looks = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "wardflow-executors");
        thread.setDaemon(true);
        return thread;
    });

    /** @param nanos a monotonic time */
    public ExecutorWatch(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** Looks from now on. */
    public void start(Runnable end) {
        var unused = looks.scheduleWithFixedDelay(
                () -> {
                    if (isForsaken()) {
                        looks.shutdown();
                        end.run();
                    }
                },
                LOOKS_EVERY.toMillis(),
                LOOKS_EVERY.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    /** Whether work has waited so long for executors that there were. */
    synchronized boolean isForsaken() {
        return isWaiting() && nanos.getAsLong() - waitingSince >= ABSENT_MAX.toNanos();
    }

    @Override
    public synchronized void onExecutorAdded(SparkListenerExecutorAdded added) {
        executors.add(added.executorId());
        had = true;
    }

    @Override
    public synchronized void onExecutorRemoved(SparkListenerExecutorRemoved removed) {
        boolean waited = isWaiting();
        executors.remove(removed.executorId());
        begin(waited);
    }

    @Override
    public synchronized void onJobStart(SparkListenerJobStart job) {
        boolean waited = isWaiting();
        jobs.add(job.jobId());
        begin(waited);
    }

    @Override
    public synchronized void onJobEnd(SparkListenerJobEnd job) {
        jobs.remove(job.jobId());
    }

    private boolean isWaiting() {
        return had && executors.isEmpty() && !jobs.isEmpty();
    }

    private void begin(boolean waited) {
        if (!waited) {
            waitingSince = nanos.getAsLong();
        }
    }

    @Override
    public void close() {
        looks.shutdownNow();
    }
}
