package org.wardflow.spark;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;
import org.wardflow.core.WallClock;
import org.wardflow.flow.content.CodeTable;
import org.wardflow.flow.content.Content;
import org.wardflow.flow.engine.SqlEngine;
import org.wardflow.flow.engine.SqlSession;
import org.wardflow.flow.engine.TimeZones;
import org.wardflow.flow.sql.SqlText;
import org.wardflow.spark.internal.ExecutorWatch;
import org.wardflow.spark.internal.Failures;
import org.wardflow.spark.internal.JsonFunctions;
import org.wardflow.spark.internal.Meaning;
import org.wardflow.spark.internal.Relations;
import org.wardflow.spark.internal.SparkSqlSession;
import org.wardflow.spark.internal.TextFunctions;

/**
 * Apache Spark, with this process as its driver. All sessions of the engine share one session of Spark, which is safe for all
 * threads.
 */
public final class SparkEngine implements SqlEngine {
    /** Fewer would make a small cycle and a large one alike. */
    private static final int PARALLELISM_MIN = 2;

    /** Tasks of a large query for each core: a slow one holds up little, and each sorts so much less at once. Spark joins small ones. */
    private static final int TASKS_PER_CORE = 8;

    /**
     * Spark takes parts of a union whose rows are parted alike side by side, and fails where it has itself, on the way, parted one of them
     * otherwise: so it did with the visits of 20 million events.
     */
    private static final Map<String, String> PLANS = Map.of("spark.sql.unionOutputPartitioning", "false");

    private final SparkSession spark;
    private final boolean owned;
    private final Relations relations;
    private final ExecutorWatch watch = new ExecutorWatch(WallClock::nanos);

    private SparkEngine(SparkSession spark, boolean owned) {
        this.spark = spark;
        this.owned = owned;
        this.relations = new Relations(spark);
    }

    /**
     * Starts Spark, with the prelude and the codes of a content; MODEL_INVALID if the prelude does not run.
     *
     * @param tell is told what a cluster makes this wait for
     */
    public static SparkEngine start(SparkSettings settings, Content content, Consumer<String> tell) {
        return Failures.translating("Spark does not start", () -> {
            SparkSession.Builder builder = SparkSession.builder().appName("wardflow");
            settings.master().ifPresent(builder::master);
            Startup.properties(settings, new SparkConf()).forEach(builder::config);
            SparkEngine engine = new SparkEngine(builder.getOrCreate().newSession(), true);
            engine.spark.sparkContext().addSparkListener(engine.watch);
            if (!engine.spark.sparkContext().isLocal()) {
                engine.watch.start(engine.spark::stop, tell);
            }
            return prepared(engine, settings.properties().keySet(), content);
        });
    }

    /** An engine on a Spark that runs already and goes on after it. */
    public static SparkEngine on(SparkSession running, Content content) {
        return prepared(new SparkEngine(running.newSession(), false), Set.of(), content);
    }

    private static SparkEngine prepared(SparkEngine engine, Set<String> asked, Content content) {
        Meaning.pin(engine.spark.conf(), asked);
        PLANS.forEach((name, value) -> engine.spark.conf().set(name, value));
        engine.useThreads(1);
        JsonFunctions.register(engine.spark);
        TextFunctions.register(engine.spark);
        for (String statement : content.prelude("spark").split(";\\s*(\\n|$)", -1)) {
            if (!SqlText.of(statement).words().isEmpty()) {
                Failures.runningPrelude("prelude/spark.sql", () -> engine.spark.sql(statement));
            }
        }
        try (SqlSession session = engine.open()) {
            for (CodeTable codes : content.codes().values()) {
                engine.relations.name("codes." + codes.name(), session.rows(codes.columns(), codes.rows()));
            }
        }
        return engine;
    }

    /** Has the work of the executors measured from now on. */
    public void measure(WorkMeter meter) {
        spark.sparkContext().addSparkListener(meter);
    }

    @Override
    public String name() {
        return "spark";
    }

    /** The driver plans as many queries at once as it has cores; the executors share theirs out by themselves. */
    @Override
    public int parallelism() {
        return Math.max(PARALLELISM_MIN, Runtime.getRuntime().availableProcessors());
    }

    /**
     * A small query is one task, interpreted: to compile it, to shuffle it and to plan it again on the way cost more than it does.
     * A large one gets all of that.
     */
    @Override
    public void useThreads(int threads) {
        boolean large = threads >= parallelism();
        int tasks = large ? TASKS_PER_CORE * spark.sparkContext().defaultParallelism() : 1;
        spark.conf().set("spark.sql.shuffle.partitions", tasks);
        spark.conf().set("spark.sql.adaptive.enabled", large);
        spark.conf().set("spark.sql.codegen.wholeStage", large);
        spark.conf().set("spark.sql.codegen.factoryMode", large ? "FALLBACK" : "NO_CODEGEN");
    }

    /** Spark's functions go by Java's rules: on a cluster by those of the executors, which are the driver's, see {@code SameZones}. */
    @Override
    public int[] offsets(String zone, Instant from, Duration step, int count) {
        return TimeZones.ofJava(zone, from, step, count);
    }

    @Override
    public SqlSession open() {
        return new SparkSqlSession(spark, relations);
    }

    @Override
    public void close() {
        watch.close();
        if (owned) {
            spark.stop();
        }
    }
}
