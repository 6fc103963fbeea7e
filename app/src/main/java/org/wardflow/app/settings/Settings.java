package org.wardflow.app.settings;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.wardflow.ingest.BatchLimits;

/** The settings in force: the registry below, and the value of each. */
public final class Settings {
    /** Memory of the SQL engine, beside the Java heap. */
    public static final Setting<Long> ENGINE_MEMORY = Setting.bytes(
            "engine.memory",
            "1g",
            64L << 20,
            "Memory that the SQL engine may use, beside the Java heap; what does not fit is spilled to the home's tmp folder.");

    /** Threads of the SQL engine. */
    public static final Setting<Integer> ENGINE_THREADS =
            Setting.count("engine.threads", 0, 0, 256, "Threads of the SQL engine; 0 is one for each core.");

    /** Disk that the SQL engine may spill to. */
    public static final Setting<Long> ENGINE_SPILL =
            Setting.bytes("engine.spill", "20g", 0, "Disk space that the SQL engine may spill to.");

    /** Rows in one bronze commit. */
    public static final Setting<Integer> INGEST_BATCH_ROWS = Setting.count(
            "ingest.batch-rows",
            (int) BatchLimits.DEFAULT.rows(),
            1,
            10_000_000,
            "Rows of input that one bronze commit takes in, at most.");

    /** Bytes of payload in one bronze commit. */
    public static final Setting<Long> INGEST_BATCH_BYTES = Setting.bytes(
            "ingest.batch-bytes",
            (BatchLimits.DEFAULT.bytes() >> 20) + "m",
            1L << 20,
            "Bytes of input that one bronze commit takes in, at most.");

    /** How long old versions stay readable. */
    public static final Setting<Duration> LAKE_RETENTION = Setting.duration(
            "lake.retention",
            "7d",
            Duration.ofHours(1),
            "How long old versions of tables stay readable for query --known-at.");

    /** All there are, in the order of the documentation. */
    public static final List<Setting<?>> ALL =
            List.of(ENGINE_MEMORY, ENGINE_THREADS, ENGINE_SPILL, INGEST_BATCH_ROWS, INGEST_BATCH_BYTES, LAKE_RETENTION);

    private final Map<Setting<?>, Object> values;

    Settings(Map<Setting<?>, Object> values) {
        this.values = Map.copyOf(values);
    }

    /** Every setting at its default. */
    public static Settings defaults() {
        Map<Setting<?>, Object> values = new HashMap<>();
        ALL.forEach(setting -> values.put(setting, setting.parser().apply(setting.defaultText())));
        return new Settings(values);
    }

    /** The value of one setting. */
    @SuppressWarnings("unchecked") // SettingsFile puts in what the setting's own parser gave.
    public <T> T value(Setting<T> setting) {
        Object value = values.get(setting);
        if (value == null) {
            throw new IllegalStateException(setting.name() + " is not in the registry");
        }
        return (T) value;
    }
}
