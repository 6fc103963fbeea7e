package org.wardflow.spark.internal;

import java.util.Set;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.apache.spark.SparkThrowable;
import org.apache.spark.sql.AnalysisException;
import org.wardflow.core.EngineLost;
import org.wardflow.core.ErrorCode;
import org.wardflow.core.WardflowException;

/** Spark's errors as ours. Only messages that speak of the SQL text are passed on; others can hold values. */
public final class Failures {
    private static final int CAUSES_MAX = 20;

    /** What a user of disk space gets from Java and from Hadoop. */
    private static final Set<String> DISK_FULL = Set.of("No space left on device", "Disk quota exceeded");

    /** How Spark's own conditions, and Java's errors that an executor reports as text, say it. */
    private static final Set<String> MEMORY_FULL = Set.of(
            "AGGREGATE_OUT_OF_MEMORY",
            "UNABLE_TO_ACQUIRE_MEMORY",
            "java.lang.OutOfMemoryError",
            "SparkOutOfMemoryError");

    /**
     * How Spark says that a text or a value is at fault: by the classes of the SQL standard for data (22), cardinality (21), what it
     * cannot do (0A), functions (38, 39) and texts (42), at the end of a message, and so of one that came as text from an executor.
     */
    private static final Pattern ABOUT_SQL = Pattern.compile("SQLSTATE: (?:0A|21|22|38|39|42)");

    /** What Spark says of the jobs that it ends with itself, and of what comes after. */
    private static final Set<String> SHUT_DOWN = Set.of("SparkContext was shut down", "stopped SparkContext");

    /** What it says at its start, when it has given up on its masters. */
    private static final String NOT_LET_IN = "LiveListenerBus is stopped";

    /** Spark's property for how much of one job may come to the driver, which its error names. */
    public static final String ANSWERS_MAX = "spark.driver.maxResultSize";

    private Failures() {}

    /** Runs some work of Spark; its errors come as ours, {@link EngineLost} if it has ended. The cause is left out: it can hold values. */
    public static <T> T translating(String what, Callable<T> work) {
        try {
            return work.call();
        } catch (WardflowException e) {
            throw e;
        } catch (Exception | OutOfMemoryError | StackOverflowError | LinkageError e) {
            throw translate(what, e);
        }
    }

    /** What nobody foresaw, in our words. */
    public static WardflowException unexpected(String what, Throwable failure) {
        try {
            return translate(what, failure);
        } catch (EngineLost e) {
            return e.reason();
        }
    }

    /** Runs a statement of the content; MODEL_INVALID if it does not run. */
    public static void runningPrelude(String file, Callable<?> statement) {
        try {
            var unused = statement.call();
        } catch (Exception | StackOverflowError e) {
            throw new WardflowException(
                    ErrorCode.MODEL_INVALID, "The prelude " + file + " does not run", describe(e), "correct the file");
        }
    }

    /** SQL of a user that is refused. */
    static WardflowException invalidQuery(String found) {
        return new WardflowException(
                ErrorCode.QUERY_INVALID,
                "The query cannot be run",
                found,
                "write one SELECT over tables of the lake: wardflow tables lists them");
    }

    private static WardflowException translate(String what, Throwable failure) {
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < CAUSES_MAX; depth++, cause = cause.getCause()) {
            String message = String.valueOf(cause.getMessage());
            if (DISK_FULL.stream().anyMatch(message::contains)) {
                return new WardflowException(
                        ErrorCode.DISK_FULL, what, "no space left for rows", "free disk space, then run again");
            }
            if (cause instanceof OutOfMemoryError || MEMORY_FULL.stream().anyMatch(message::contains)) {
                return new WardflowException(
                        ErrorCode.MEMORY_FULL,
                        what,
                        "an executor, or the driver, needs more memory than it may use",
                        "give more: --driver-memory on this machine; on a cluster, spark.executor.memory by --conf");
            }
            if (cause instanceof StackOverflowError) {
                return new WardflowException(
                        ErrorCode.ENGINE_FAILED,
                        what,
                        "Spark's plan of it is deeper than a thread's stack",
                        "make the SQL less deep; or give the driver's threads more stack, with -Xss64m in JDK_JAVA_OPTIONS");
            }
            if (cause instanceof LinkageError || cause instanceof ClassNotFoundException) {
                return new WardflowException(
                        ErrorCode.ENGINE_FAILED,
                        what,
                        "a library is missing, or is there in another version: " + library(cause),
                        "docs/spark.md says what a job brings with it, and which Spark it needs");
            }
            if (message.contains(NOT_LET_IN)) {
                return new WardflowException(
                        ErrorCode.ENGINE_FAILED,
                        what,
                        "no master answers, or it asks for a secret that this job does not have",
                        "look whether it runs (./wardflow cluster status); docs/spark.md says which secret a cluster asks for");
            }
            if (SHUT_DOWN.stream().anyMatch(message::contains)) {
                throw new EngineLost(new WardflowException(
                        ErrorCode.ENGINE_FAILED,
                        what,
                        "Spark ended in the midst of it, as it does when Java's memory is full, or when its cluster gives"
                                + " it no executors any more",
                        "start it again: what was taken in is not lost; if memory was full, give more: --driver-memory on"
                                + " this machine; on a cluster, spark.executor.memory by --conf"));
            }
            if (message.contains(ANSWERS_MAX)) {
                return new WardflowException(
                        ErrorCode.ENGINE_FAILED,
                        what,
                        "more would come to the driver than " + ANSWERS_MAX + " allows",
                        "give the driver more memory, raise that with --conf, and report it");
            }
        }
        return isAboutSql(failure)
                ? new WardflowException(
                        ErrorCode.SQL_FAILED, what, describe(failure), "correct the SQL or the data that it names")
                : new WardflowException(
                        ErrorCode.ENGINE_FAILED, what, describe(failure), "try it again; report it if it comes back");
    }

    /** Of such errors, the message names a class or a method; of others it may hold what a class that failed was about. */
    private static String library(Throwable cause) {
        boolean names = cause instanceof IncompatibleClassChangeError
                || (cause instanceof NoClassDefFoundError && cause.getCause() == null);
        return names
                ? cause.getClass().getSimpleName() + " " + cause.getMessage()
                : cause.getClass().getSimpleName();
    }

    /** Else it is an error of Spark's own: a task lost, or a plan that it got wrong. */
    private static boolean isAboutSql(Throwable failure) {
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < CAUSES_MAX; depth++, cause = cause.getCause()) {
            if (cause instanceof AnalysisException
                    || ABOUT_SQL.matcher(String.valueOf(cause.getMessage())).find()) {
                return true;
            }
        }
        return false;
    }

    /** The kind of the error, and its message if that cannot hold a value. */
    static String describe(Throwable failure) {
        Throwable cause = failure;
        String kind = failure.getClass().getSimpleName();
        for (int depth = 0; cause != null && depth < CAUSES_MAX; depth++, cause = cause.getCause()) {
            if (cause instanceof AnalysisException) {
                return String.valueOf(cause.getMessage())
                        .lines()
                        .takeWhile(line -> !line.isBlank())
                        .findFirst()
                        .orElse(kind);
            }
            if (cause instanceof SparkThrowable known && known.getCondition() != null) {
                kind = known.getCondition();
            }
        }
        return kind;
    }
}
