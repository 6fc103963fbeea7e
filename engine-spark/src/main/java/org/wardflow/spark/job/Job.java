package org.wardflow.spark.job;

import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import org.wardflow.core.EngineLost;
import org.wardflow.core.WallClock;
import org.wardflow.core.WardflowException;
import org.wardflow.flow.content.Content;
import org.wardflow.hospital.catchup.AttributeAliases;
import org.wardflow.hospital.catchup.CatchUp;
import org.wardflow.ingest.kafka.KafkaSettings;
import org.wardflow.ingest.kafka.KafkaSource;
import org.wardflow.lake.Lake;
import org.wardflow.spark.SparkEngine;
import org.wardflow.spark.SparkSettings;
import org.wardflow.spark.WorkMeter;
import org.wardflow.spark.internal.Failures;
import org.wardflow.spark.storage.HomePlace;
import org.wardflow.spark.storage.StoreProperties;

/**
 * Brings a home up to date on Spark, as {@code wardflow run} does in its own process, or keeps it so, as {@code wardflow up} does. Started by
 * these with {@code --engine spark}, or by spark-submit.
 */
public final class Job {
    private static final int FAILED = 5;

    private Job() {}

    /** Runs, and ends the process: 0 if every model is up to date. */
    public static void main(String[] arguments) {
        System.exit(ended(new Lines(System.out, System.err), arguments));
    }

    /** The exit code. Whatever goes wrong is told in words: a stack could quote rows, and says nobody what to do. */
    static int ended(Lines lines, String... arguments) {
        Stop stop = new Stop();
        try {
            JobArguments given = JobArguments.parse(arguments);
            Map<String, String> client = KafkaClient.read(given.kafkaClient(), System.in);
            boolean follows = given.command() == JobArguments.Command.UP;
            if (follows) {
                stop.onSignals();
            }
            if (given.attached()) {
                // A commit is whole or not there.
                Stop.atEndOf(
                        System.in,
                        follows ? stop::ask : () -> Runtime.getRuntime().halt(FAILED));
            }
            return run(given, client, stop, lines) ? 0 : FAILED;
        } catch (WardflowException e) {
            lines.refused(e);
        } catch (EngineLost e) {
            lines.refused(e.reason());
        } catch (Throwable e) {
            lines.refused(Failures.unexpected("The job on Spark failed", e));
        } finally {
            System.out.flush();
            stop.ended();
        }
        return FAILED;
    }

    private static boolean run(JobArguments given, Map<String, String> client, Stop stop, Lines lines) {
        Map<String, String> properties = StoreProperties.resolve(given.properties(), System.getenv());
        try (HomePlace home = HomePlace.open(given.home(), properties)) {
            return run(given, home, new SparkSettings(given.master(), home.scratch(), properties), client, stop, lines);
        }
    }

    private static boolean run(
            JobArguments given,
            HomePlace home,
            SparkSettings settings,
            Map<String, String> client,
            Stop stop,
            Lines lines) {
        Clock clock = WallClock.utc();
        Content content = AttributeAliases.apply(Content.load(Job.class.getClassLoader(), home.overlay()));
        WorkMeter meter = new WorkMeter();
        try (Lake lake = Lake.openForWriting(home.lake(), home.io(), clock);
                SparkEngine engine = SparkEngine.start(settings, content, lines::note)) {
            engine.measure(meter);
            Optional<Following> topics = given.kafka()
                    .map(servers -> KafkaSource.opener(
                            engine::open,
                            new KafkaSettings(servers, client),
                            home.payloads(),
                            KafkaSource.LIMITS,
                            clock))
                    .map(opener -> new Following(lake, engine, content, clock, opener));
            switch (given.command()) {
                case UP -> {
                    lines.up();
                    topics.orElseThrow().run(stop::isAsked, given.keep(), lines);
                    lines.stopped();
                }
                case RUN -> {
                    topics.ifPresent(Following::land);
                    new CatchUp(lake, engine, content, clock)
                            .run(given.until(), given.keep().time(), lines);
                }
            }
        }
        lines.work(meter.work());
        return lines.allDone();
    }
}
