package org.wardflow.spark.job;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import org.wardflow.core.ErrorCode;
import org.wardflow.core.WallClock;
import org.wardflow.core.WardflowException;
import org.wardflow.flow.content.Content;
import org.wardflow.hospital.catchup.AttributeAliases;
import org.wardflow.hospital.catchup.CatchUp;
import org.wardflow.lake.Lake;
import org.wardflow.lake.LocalFileIo;
import org.wardflow.spark.SparkEngine;
import org.wardflow.spark.SparkSettings;

/**
 * Brings a home up to date on Spark, as {@code wardflow run} does in its own process. Started by {@code wardflow run --engine spark}, or by
 * spark-submit.
 */
public final class Job {
    private static final int FAILED = 5;

    private Job() {}

    /** Runs, and ends the process: 0 if every model is up to date. */
    public static void main(String[] arguments) {
        Lines lines = new Lines(System.out, System.err);
        int code;
        try {
            JobArguments given = JobArguments.parse(arguments);
            if (given.attached()) {
                endWith(System.in);
            }
            code = run(given, lines) ? 0 : FAILED;
        } catch (WardflowException e) {
            lines.refused(e);
            code = FAILED;
        }
        System.out.flush();
        System.exit(code);
    }

    private static boolean run(JobArguments given, Lines lines) {
        Path home = given.home();
        if (!Files.isDirectory(home)) {
            throw new WardflowException(
                    ErrorCode.HOME_MISSING,
                    "There is no home " + home,
                    "no such folder",
                    "./wardflow ingest creates one; or name another with --home");
        }
        Clock clock = WallClock.utc();
        Path overlay = home.resolve("content");
        Content content = AttributeAliases.apply(Content.load(
                Job.class.getClassLoader(), Files.isDirectory(overlay) ? Optional.of(overlay) : Optional.empty()));
        SparkSettings settings = new SparkSettings(given.master(), home.resolve("tmp"), given.properties());
        try (Lake lake = Lake.openForWriting(home.resolve("lake"), new LocalFileIo(), clock);
                SparkEngine engine = SparkEngine.start(settings, content)) {
            new CatchUp(lake, engine, content, clock).run(given.until(), given.keep(), lines);
        }
        return lines.allDone();
    }

    /** Whoever started this process holds its input open; when that ends, so does this. A commit is whole or not there. */
    private static void endWith(InputStream in) {
        Thread watch = new Thread(
                () -> {
                    try {
                        while (in.read() >= 0) {
                            // Nothing is said on it.
                        }
                    } catch (IOException e) {
                        // It has ended.
                    }
                    Runtime.getRuntime().halt(FAILED);
                },
                "wardflow-parent");
        watch.setDaemon(true);
        watch.start();
    }
}
