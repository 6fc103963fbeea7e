package org.wardflow.spark.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.spark.scheduler.JobSucceeded$;
import org.apache.spark.scheduler.SparkListenerExecutorAdded;
import org.apache.spark.scheduler.SparkListenerExecutorRemoved;
import org.apache.spark.scheduler.SparkListenerJobEnd;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.scheduler.SparkListenerTaskStart;
import org.apache.spark.scheduler.TaskInfo;
import org.apache.spark.scheduler.TaskLocality$;
import org.apache.spark.scheduler.cluster.ExecutorInfo;
import org.junit.jupiter.api.Test;

class ExecutorWatchTest {
    private static final long LIMIT = ExecutorWatch.ABSENT_MAX.toNanos();

    private final AtomicLong now = new AtomicLong(17);

    private final ExecutorWatch watch = new ExecutorWatch(now::get);

    @Test
    void workThatWaitsForExecutorsThatWereThereIsForsaken() {
        added("0");
        added("1");
        started(1);
        removed("0");
        now.addAndGet(LIMIT);
        assertThat(watch.isForsaken()).as("one is left").isFalse();
        removed("1");
        now.addAndGet(LIMIT - 1);
        assertThat(watch.isForsaken()).isFalse();
        started(2);
        now.addAndGet(1);
        assertThat(watch.isForsaken()).as("a second job waits no longer").isTrue();
        watch.close();
    }

    @Test
    void workThatNeverGetsAnExecutorIsToldOnceAndIsForsakenLater() {
        started(1);
        now.addAndGet(ExecutorWatch.TELL_AFTER.toNanos() - 1);
        assertThat(watch.isToBeTold()).isFalse();
        now.addAndGet(1);
        assertThat(watch.isToBeTold()).isTrue();
        assertThat(watch.isToBeTold()).as("once").isFalse();
        now.addAndGet(ExecutorWatch.FIRST_MAX.minus(ExecutorWatch.TELL_AFTER).toNanos() - 1);
        assertThat(watch.isForsaken()).isFalse();
        now.addAndGet(1);
        assertThat(watch.isForsaken()).isTrue();
        watch.close();
    }

    @Test
    void anExecutorThatCameBeforeIsKnownByItsTasksUnlessItHasGone() {
        started(1);
        ran("0");
        now.addAndGet(2 * ExecutorWatch.FIRST_MAX.toNanos());
        assertThat(watch.isForsaken()).isFalse();
        removed("0");
        ran("0");
        now.addAndGet(LIMIT);
        assertThat(watch.isForsaken()).as("word of its last task came late").isTrue();
        watch.close();
    }

    @Test
    void aClusterThatIsAtRestOrStartingMayHaveNone() {
        now.addAndGet(2 * ExecutorWatch.FIRST_MAX.toNanos());
        assertThat(watch.isForsaken()).as("nothing to do yet").isFalse();
        started(1);
        now.addAndGet(2 * LIMIT);
        assertThat(watch.isForsaken()).as("none came yet").isFalse();
        added("0");
        ended(1);
        removed("0");
        now.addAndGet(2 * LIMIT);
        assertThat(watch.isForsaken()).as("nothing to do").isFalse();
        started(2);
        assertThat(watch.isForsaken()).as("only just begun").isFalse();
        added("1");
        now.addAndGet(2 * LIMIT);
        assertThat(watch.isForsaken()).as("one came").isFalse();
        removed("1");
        now.addAndGet(LIMIT);
        assertThat(watch.isForsaken()).as("and went").isTrue();
        watch.close();
    }

    @Test
    void anExecutorThatIsRefusedEndsSparkWithItsReason() throws Exception {
        List<String> said = new CopyOnWriteArrayList<>();
        CountDownLatch ended = new CountDownLatch(1);
        watch.start(ended::countDown, said::add);
        watch.onOtherEvent(new SameZones.Refused("other time zones"));
        assertThat(ended.await(1, TimeUnit.MINUTES)).isTrue();
        assertThat(said).containsExactly("other time zones");
        watch.close();
    }

    private void added(String id) {
        watch.onExecutorAdded(new SparkListenerExecutorAdded(
                0, id, new ExecutorInfo("host", 1, scala.collection.immutable.Map$.MODULE$.empty())));
    }

    private void removed(String id) {
        watch.onExecutorRemoved(new SparkListenerExecutorRemoved(0, id, "test"));
    }

    private void ran(String id) {
        watch.onTaskStart(new SparkListenerTaskStart(
                0, 0, new TaskInfo(0, 0, 0, 0, 0, id, "host", TaskLocality$.MODULE$.ANY(), false)));
    }

    private void started(int job) {
        watch.onJobStart(
                new SparkListenerJobStart(job, 0, scala.collection.immutable.List$.MODULE$.empty(), new Properties()));
    }

    private void ended(int job) {
        watch.onJobEnd(new SparkListenerJobEnd(job, 0, JobSucceeded$.MODULE$));
    }
}
