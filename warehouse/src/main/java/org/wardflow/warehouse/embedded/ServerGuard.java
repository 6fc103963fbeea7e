package org.wardflow.warehouse.embedded;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Starts a server, and stops it when this process ends, however that comes: by {@code kill -9}, and while the server starts, too.
 * Both are the work of one shell, which waits for the end of its input, and that is ours to hold open.
 */
final class ServerGuard {
    /**
     * Address space of a process of the server, in KiB: no setting of PostgreSQL's bounds what one question may take, so that one could
     * take all of the machine's. It is far above what ours need: 64 MiB that all share, and some for sorting. Where the system knows no
     * such bound there is none.
     */
    static final long MEMORY_KIB = 2L << 20;

    /** A server that is stopped already is stopped without effect. A signal to this process's group is not meant for it. */
    private static final String SCRIPT = """
            trap '' INT HUP TERM PIPE
            ulimit -v "$MEMORY" 2>/dev/null
            "$@" start -w -t "$LIMIT" -D "$DATA" -l "$LOG" -o "$OPTIONS" </dev/null >"$SAID" 2>&1 || exit
            echo started
            read -r _
            exec "$@" stop -w -t "$LIMIT" -m fast -D "$DATA" >/dev/null 2>&1
            """;

    private final Process shell;

    private ServerGuard(Process shell) {
        this.shell = shell;
    }

    /** A server that runs with its guard, or what was said by the one that could not be started. */
    record Started(Optional<ServerGuard> guard, String said) {}

    /**
     * Starts a server.
     *
     * @param control the words of a call of {@code pg_ctl}
     * @param options of the server, as it takes them at its command line
     * @param limit for its start, and for its stop
     */
    static Started start(List<String> control, Path data, Path log, String options, Duration limit) throws IOException {
        Path said = Files.createTempFile("wardflow-postgres", ".log");
        try {
            List<String> words = new ArrayList<>(List.of("/bin/sh", "-c", SCRIPT, "guard"));
            words.addAll(control);
            ProcessBuilder builder = new ProcessBuilder(words).redirectError(ProcessBuilder.Redirect.DISCARD);
            builder.environment()
                    .putAll(Map.of(
                            "MEMORY",
                            String.valueOf(MEMORY_KIB),
                            "LIMIT",
                            String.valueOf(limit.toSeconds()),
                            "DATA",
                            data.toString(),
                            "LOG",
                            log.toString(),
                            "OPTIONS",
                            options,
                            "SAID",
                            said.toString()));
            Process shell = builder.start();
            // It ends with the shell, and is not to be closed before.
            BufferedReader answer = shell.inputReader(StandardCharsets.UTF_8);
            boolean started = "started".equals(answer.readLine());
            return new Started(
                    started ? Optional.of(new ServerGuard(shell)) : Optional.empty(),
                    Files.readString(said, StandardCharsets.UTF_8));
        } finally {
            Files.deleteIfExists(said);
        }
    }

    /** Ends it, once its server has been stopped. */
    void end() {
        shell.destroyForcibly();
    }
}
