package org.wardflow.spark.internal;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerEvent;
import org.apache.spark.scheduler.SparkListenerExecutorAdded;
import org.apache.spark.scheduler.SparkListenerExecutorRemoved;
import org.apache.spark.scheduler.SparkListenerJobEnd;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.scheduler.SparkListenerTaskStart;

/**
 * Ends Spark when work waits for executors that do not come, or were there and do not come back: a cluster may have none as large as is asked
 * for, and a master that is started anew knows nothing of the applications before it and gives them none. Spark itself would wait for ever.
 * Safe for all threads.
 */
public final class ExecutorWatch extends SparkListener implements AutoCloseable {
    /** So long may work wait: a cluster may have to start a machine first. */
    static final Duration ABSENT_MAX = Duration.ofMinutes(5);

    /** So long for the first: the cluster may be busy with others' work. */
    static final Duration FIRST_MAX = Duration.ofMinutes(30);

    /** After which it is told. */
    static final Duration TELL_AFTER = Duration.ofSeconds(30);

    private static final String WAITS = "Waiting for executors: none has come for " + TELL_AFTER.toSeconds()
            + " s. The cluster must be reachable, with free cores, and workers with the memory that spark.executor.memory asks for;"
            + " this job waits for " + FIRST_MAX.toMinutes() + " minutes at most";

    private static final Duration LOOKS_EVERY = Duration.ofSeconds(5);

    private final LongSupplier nanos;
    private final Set<String> executors = new HashSet<>();
    private final Set<Integer> jobs = new HashSet<>();
    private final Set<String> gone = new HashSet<>();
    private boolean had;
    private boolean told;
    private long waitingSince;
    private Runnable end = () -> {};
    private Consumer<String> tell = line -> {};
    private final ScheduledExecutorService looks = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "wardflow-executors");
        thread.setDaemon(true);
        return thread;
    });

    /** @param nanos a monotonic time */
    public ExecutorWatch(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /**
     * Looks from now on.
     *
     * @param onEnd ends Spark
     * @param onNews is told once that work waits for its first executor, and why Spark is ended
     */
    public synchronized void start(Runnable onEnd, Consumer<String> onNews) {
        end = onEnd;
        tell = onNews;
        var unused = looks.scheduleWithFixedDelay(
                () -> {
                    if (isToBeTold()) {
                        onNews.accept(WAITS);
                    }
                    if (isForsaken()) {
                        looks.shutdown();
                        onEnd.run();
                    }
                },
                LOOKS_EVERY.toMillis(),
                LOOKS_EVERY.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    /** Whether work has waited for too long. */
    synchronized boolean isForsaken() {
        return isWaiting() && waited(had ? ABSENT_MAX : FIRST_MAX);
    }

    /** Whether work has waited for its first executor so long that somebody should know; true once. */
    synchronized boolean isToBeTold() {
        boolean now = !told && !had && isWaiting() && waited(TELL_AFTER);
        told |= now;
        return now;
    }

    private boolean waited(Duration time) {
        return nanos.getAsLong() - waitingSince >= time.toNanos();
    }

    @Override
    public synchronized void onExecutorAdded(SparkListenerExecutorAdded added) {
        isThere(added.executorId());
    }

    /** One that came before this listened is known by its work. */
    @Override
    public synchronized void onTaskStart(SparkListenerTaskStart task) {
        isThere(task.taskInfo().executorId());
    }

    private void isThere(String executor) {
        had = true;
        if (!gone.contains(executor)) {
            executors.add(executor);
        }
    }

    /** Not on Spark's thread, for which its end waits. */
    @Override
    public synchronized void onOtherEvent(SparkListenerEvent event) {
        if (event instanceof SameZones.Refused refused) {
            Consumer<String> news = tell;
            Runnable ending = end;
            looks.execute(() -> {
                news.accept(refused.found());
                ending.run();
            });
        }
    }

    @Override
    public synchronized void onExecutorRemoved(SparkListenerExecutorRemoved removed) {
        boolean waited = isWaiting();
        executors.remove(removed.executorId());
        // No other one ever gets its name; word of its last task may come later.
        gone.add(removed.executorId());
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
        return executors.isEmpty() && !jobs.isEmpty();
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
