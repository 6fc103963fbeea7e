package org.wardflow.app.bench.engines;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a job on Spark said of its work, summed by the layer that the models write: silver, gold. */
final class Stages {
    private final Map<String, Stage> byLayer = new TreeMap<>();

    /**
     * Of one layer.
     *
     * @param millis of the models; in a large cycle one after the other
     * @param cpuMillis of processors, in the executors' tasks
     * @param shuffledBytes written by tasks for other tasks
     * @param spilledBytes to executors' disks
     * @param answeredBytes that tasks sent to the driver
     */
    record Stage(
            long millis,
            long cpuMillis,
            long readBytes,
            long shuffledBytes,
            long writtenBytes,
            long spilledBytes,
            long answeredBytes) {
        private Stage plus(Stage other) {
            return new Stage(
                    millis + other.millis,
                    cpuMillis + other.cpuMillis,
                    readBytes + other.readBytes,
                    shuffledBytes + other.shuffledBytes,
                    writtenBytes + other.writtenBytes,
                    spilledBytes + other.spilledBytes,
                    answeredBytes + other.answeredBytes);
        }
    }

    /** Takes a line of the job. */
    void line(List<String> parts) {
        switch (parts.get(0)) {
            case "model" -> add(parts.get(2), new Stage(number(parts, 7), 0, 0, 0, 0, 0, 0));
            case "work" ->
                add(
                        parts.get(1),
                        new Stage(
                                0,
                                number(parts, 4),
                                number(parts, 5),
                                number(parts, 6),
                                number(parts, 7),
                                number(parts, 8),
                                number(parts, 9)));
            default -> {
                // Said for others.
            }
        }
    }

    private void add(String model, Stage stage) {
        int dot = model.indexOf('.');
        byLayer.merge(dot < 0 ? "none" : model.substring(0, dot), stage, Stage::plus);
    }

    private static long number(List<String> parts, int at) {
        return Long.parseLong(parts.get(at));
    }

    /** By layer; {@code none} for what belongs to no model. */
    Map<String, Stage> byLayer() {
        return new TreeMap<>(byLayer);
    }
}
