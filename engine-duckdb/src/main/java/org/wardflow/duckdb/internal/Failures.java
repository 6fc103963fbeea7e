package org.wardflow.duckdb.internal;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.wardflow.core.EngineLost;
import org.wardflow.core.ErrorCode;
import org.wardflow.core.WardflowException;

/** DuckDB's errors as ours. Only messages that speak of the SQL text are passed on; others can hold values. */
public final class Failures {
    private static final String UNKNOWN = "unknown error";

    /** Kinds of error whose message is made of the SQL text alone. */
    private static final Set<String> ABOUT_TEXT =
            Set.of("Parser Error", "Binder Error", "Catalog Error", "Syntax Error", "Not implemented Error");

    /** Kinds of error of the engine's own, and what has no kind: nobody's SQL is at fault. */
    private static final Set<String> OWN = Set.of("INTERNAL Error", "INTERRUPT Error", "Connection Error", UNKNOWN);

    /** Behind this the driver puts the error of a statement that it could not begin. */
    private static final String WRAPPED = "unsuccessful or closed pending query result\nError: ";

    /** The kind of an error that ends DuckDB's instance, and of all that its sessions are told afterwards. */
    private static final String END = "FATAL Error:";

    /** All of what can stand before the error of a statement that could not begin; values cannot, as they could be anything. */
    private static final String BEFORE_END = "Invalid Input Error: Attempting to execute an " + WRAPPED;

    /** As in "(1023.9 MiB/1.0 GiB used)". */
    private static final Pattern USED = Pattern.compile("\\([0-9.]+ [A-Za-z]{1,8}/[0-9.]+ [A-Za-z]{1,8} used\\)");

    private Failures() {}

    /** An error while running SQL; DISK_FULL where the disk is, DISK_FAILED for a file, MEMORY_FULL, ENGINE_FAILED for an error of its own, else SQL_FAILED. The cause is left out: it can hold values. Throws {@link EngineLost} if DuckDB's instance has ended. */
    public static WardflowException translate(String what, SQLException e) {
        if (isEnd(e)) {
            throw new EngineLost(new WardflowException(
                    ErrorCode.ENGINE_FAILED,
                    "The engine has ended after an error of its own, and this process with it",
                    "DuckDB's FATAL Error: " + what,
                    "start the process again: what was taken in is not lost; report it if it comes back"));
        }
        String message = message(e);
        if (message.contains("max_temp_directory_size")) {
            return new WardflowException(
                    ErrorCode.DISK_FULL,
                    what,
                    "the rows that do not fit into memory take more disk space than engine.spill allows"
                            + used(message),
                    "raise engine.spill if the disk has room, or engine.memory");
        }
        if (message.contains("No space left")) {
            return new WardflowException(
                    ErrorCode.DISK_FULL, what, "no space left for rows", "free disk space, then run again");
        }
        if (kind(message).equals("IO Error")) {
            return new WardflowException(
                    ErrorCode.DISK_FAILED,
                    what,
                    "a file that cannot be read or written",
                    "check the disk, then run again");
        }
        if (kind(message).equals("Out of Memory Error")) {
            return new WardflowException(
                    ErrorCode.MEMORY_FULL,
                    what,
                    "the engine's memory limit is reached" + used(message),
                    "raise engine.memory, or ask for less at once");
        }
        if (OWN.contains(kind(message))) {
            return new WardflowException(
                    ErrorCode.ENGINE_FAILED, what, kind(message), "try it again; report it if it comes back");
        }
        return new WardflowException(
                ErrorCode.SQL_FAILED, what, describe(e), "correct the SQL or the data that it names");
    }

    /** How much of a limit is used, in DuckDB's words, which are numbers and units alone. */
    private static String used(String message) {
        Matcher found = USED.matcher(message);
        return found.find() ? " " + found.group() : "";
    }

    /** DISK_FULL where the operating system says so, else DISK_FAILED. */
    static WardflowException ofFile(String what, IOException e) {
        String said = String.valueOf(e.getMessage());
        boolean full = said.contains("No space left") || said.contains("quota");
        return new WardflowException(
                full ? ErrorCode.DISK_FULL : ErrorCode.DISK_FAILED,
                what,
                full ? "no space left for rows" : e.getClass().getSimpleName(),
                full ? "free disk space, then run again" : "check the disk, then run again",
                e);
    }

    /** Whether no statement of any session will succeed any more. */
    private static boolean isEnd(SQLException e) {
        String message = String.valueOf(e.getMessage());
        return message.startsWith(END) || message.startsWith(BEFORE_END + END);
    }

    /**
     * The driver has DuckDB as a library beside it, or carries it and writes it to the folder for temporary files. One beside it is the one of
     * the machine that Wardflow was built on.
     */
    public static WardflowException unloadable(LinkageError e) {
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        if (root instanceof FileNotFoundException) {
            return new WardflowException(
                    ErrorCode.DISK_FAILED,
                    "DuckDB's library for this kind of machine is not beside its driver",
                    System.getProperty("os.name") + " " + System.getProperty("os.arch"),
                    "Wardflow was built on another kind of machine: delete the folder app/target, and ./wardflow builds it again",
                    e);
        }
        return new WardflowException(
                ErrorCode.DISK_FAILED,
                "DuckDB's library cannot be loaded from " + System.getProperty("java.io.tmpdir"),
                root.getClass().getSimpleName(),
                "free space there, or name another folder from which programs may run:"
                        + " WARDFLOW_JAVA_OPTIONS=-Djava.io.tmpdir=DIR",
                e);
    }

    /** SQL of the content that does not run. */
    public static WardflowException invalidModel(String what, SQLException e) {
        return new WardflowException(ErrorCode.MODEL_INVALID, what, describe(e), "correct the file");
    }

    /** SQL of a user that is refused. */
    static WardflowException invalidQuery(String found) {
        return new WardflowException(
                ErrorCode.QUERY_INVALID,
                "The query cannot be run",
                found,
                "write one SELECT over tables of the lake: wardflow tables lists them");
    }

    /** The kind of the error, and its message if that cannot hold a value. */
    static String describe(SQLException e) {
        String message = message(e);
        String kind = kind(message);
        if (!ABOUT_TEXT.contains(kind)) {
            return kind;
        }
        return message.lines().takeWhile(line -> !line.isBlank()).findFirst().orElse(kind);
    }

    private static String message(SQLException e) {
        String message = String.valueOf(e.getMessage());
        int wrapped = message.indexOf(WRAPPED);
        return wrapped < 0 ? message : message.substring(wrapped + WRAPPED.length());
    }

    private static String kind(String message) {
        int colon = message.indexOf(':');
        return colon > 0 && colon < 40 ? message.substring(0, colon) : UNKNOWN;
    }
}
