package org.wardflow.spark;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.executor.TaskMetrics;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerStageSubmitted;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.jspecify.annotations.Nullable;

/**
 * What the executors did for each model, summed over its tasks, those that failed included. Spark tells it late: the sums are whole when the
 * engine is closed. Safe for all threads.
 */
public final class WorkMeter extends SparkListener {
    /** The local property of Spark that says for which model a thread works. */
    public static final String MODEL = "wardflow.model";

    /** Work that belongs to no model: attributes, hours, compaction. */
    public static final String NONE = "-";

    private static final long NANOS_PER_MILLI = 1_000_000;

    /** Stages that are remembered, those last begun: a job that runs for weeks has millions. */
    static final int STAGES_MAX = 4_096;

    private final Map<Integer, String> models;
    private final SortedMap<String, Work> work = new TreeMap<>();

    /** Nothing is counted yet. */
    public WorkMeter() {
        this(STAGES_MAX);
    }

    WorkMeter(int stagesMax) {
        models = new LinkedHashMap<>() {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<Integer, String> eldest) {
                return size() > stagesMax;
            }
        };
    }

    /**
     * Of one model.
     *
     * @param runMillis time of tasks, summed: two side by side count twice
     * @param cpuMillis time of processors in them
     * @param readBytes from data files
     * @param shuffledBytes written for other tasks
     * @param writtenBytes of data files
     * @param spilledBytes to executors' disks, for want of memory
     * @param answeredBytes that tasks sent to the driver, some kilobytes of each being figures like these
     */
    public record Work(
            long tasks,
            long runMillis,
            long cpuMillis,
            long readBytes,
            long shuffledBytes,
            long writtenBytes,
            long spilledBytes,
            long answeredBytes) {
        /** No work. */
        public static final Work NOTHING = new Work(0, 0, 0, 0, 0, 0, 0, 0);

        private static Work of(@Nullable TaskMetrics task) {
            return task == null
                    ? NOTHING
                    : new Work(
                            1,
                            task.executorRunTime(),
                            task.executorCpuTime() / NANOS_PER_MILLI,
                            task.inputMetrics().bytesRead(),
                            task.shuffleWriteMetrics().bytesWritten(),
                            task.outputMetrics().bytesWritten(),
                            task.diskBytesSpilled(),
                            task.resultSize());
        }

        /** Both. */
        public Work plus(Work other) {
            return new Work(
                    tasks + other.tasks,
                    runMillis + other.runMillis,
                    cpuMillis + other.cpuMillis,
                    readBytes + other.readBytes,
                    shuffledBytes + other.shuffledBytes,
                    writtenBytes + other.writtenBytes,
                    spilledBytes + other.spilledBytes,
                    answeredBytes + other.answeredBytes);
        }
    }

    @Override
    public synchronized void onStageSubmitted(SparkListenerStageSubmitted stage) {
        Properties properties = stage.properties();
        models.put(stage.stageInfo().stageId(), properties == null ? NONE : properties.getProperty(MODEL, NONE));
    }

    @Override
    public synchronized void onTaskEnd(SparkListenerTaskEnd task) {
        work.merge(models.getOrDefault(task.stageId(), NONE), Work.of(task.taskMetrics()), Work::plus);
    }

    synchronized int stages() {
        return models.size();
    }

    /** By model, or {@link #NONE}. */
    public synchronized SortedMap<String, Work> work() {
        return Collections.unmodifiableSortedMap(new TreeMap<>(work));
    }
}
