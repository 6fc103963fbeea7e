package org.wardflow.warehouse.embedded;

import java.io.IOException;
import java.lang.System.Logger;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.wardflow.core.ErrorCode;
import org.wardflow.core.WardflowException;
import org.wardflow.warehouse.Server;
import org.wardflow.warehouse.internal.Postgres;

/**
 * A PostgreSQL server on 127.0.0.1, with its data in a folder. Whoever starts it first owns it; another process attaches to
 * the one that runs.
 *
 * <p>The administrator's password is random, made with the data, and lies in the file {@code password} that its owner alone
 * may read. Nobody logs in without one.
 */
public final class EmbeddedPostgres implements AutoCloseable {
    /** The administrator's login. */
    public static final String ADMINISTRATOR = "postgres";

    /** The database of the warehouse. */
    public static final String DATABASE = "wardflow";

    /** How long it may take to start or to stop. */
    public static final Duration LIMIT = Duration.ofSeconds(60);

    /** How the folder of data begins while it is made. */
    private static final String TEMPORARY = "data.tmp-";

    private static final Logger LOG = System.getLogger(EmbeddedPostgres.class.getName());

    /**
     * What differs from the server's own defaults. Statements and the details of errors hold patients' values, so the log
     * gets neither. What a crash may lose is published again, so commits need not wait for the disk.
     */
    private static final List<String> SETTINGS = List.of(
            "listen_addresses=127.0.0.1",
            "unix_socket_directories=",
            "max_connections=100",
            "shared_buffers=64MB",
            "wal_level=minimal",
            "max_wal_senders=0",
            "synchronous_commit=off",
            "jit=off",
            // A new home's tables grow by the minute, and without statistics they are read whole.
            "autovacuum_naptime=10s",
            "timezone=UTC",
            "log_timezone=UTC",
            "log_statement=none",
            "log_min_error_statement=panic",
            // The words of an error quote the value that was wrong, and that may be a patient's. The level above ERROR
            // is LOG.
            "log_min_messages=log",
            "log_error_verbosity=terse",
            "password_encryption=scram-sha-256");

    private final Path software;
    private final Path data;
    private final int port;
    private final @Nullable ServerGuard guard;
    private final String password;

    private EmbeddedPostgres(Path software, Path data, int port, @Nullable ServerGuard guard, String password) {
        this.software = software;
        this.data = data;
        this.port = port;
        this.guard = guard;
        this.password = password;
    }

    /**
     * Starts the server of a folder, or attaches to it if it runs. Throws WAREHOUSE_START if it cannot.
     *
     * @param folder created if absent; of the user's own
     * @param port wanted; another is taken if it is in use, and 0 is any
     */
    public static EmbeddedPostgres start(Path folder, int port) {
        try {
            Files.createDirectories(folder);
            Path software = Software.unpack(cache(folder));
            Path data = folder.resolve("data");
            if (!Files.exists(data.resolve("PG_VERSION"))) {
                create(folder, software, data);
            }
            String password = Files.readString(folder.resolve("password")).strip();
            Optional<Integer> running = runningPort(data);
            if (running.isPresent()) {
                return new EmbeddedPostgres(software, data, running.get(), null, password);
            }
            int free = Ports.free(port);
            List<String> control = command(software, "pg_ctl");
            ServerGuard.Started started =
                    ServerGuard.start(control, data, folder.resolve("server.log"), options(free), LIMIT);
            ServerGuard guard = started.guard().orElseThrow(() -> failed(said(control, started.said()), null));
            LOG.log(Logger.Level.INFO, "PostgreSQL started: port=" + free);
            return new EmbeddedPostgres(software, data, free, guard, password);
        } catch (IOException e) {
            throw failed(
                    "its folder " + folder + " cannot be used: " + e.getClass().getSimpleName(), e);
        }
    }

    /** The programs serve all homes of a user; a user without a home of its own has them beside the data. */
    private static Path cache(Path folder) {
        Path home = Path.of(System.getProperty("user.home", ""));
        return Files.isWritable(home) ? home.resolve(".cache").resolve("wardflow") : folder;
    }

    /** The port of the server that runs on a folder; empty if none does. */
    public static Optional<Integer> running(Path folder) {
        return runningPort(folder.resolve("data"));
    }

    /** Stops the server that runs on a folder, if one does. */
    public static void stop(Path folder) {
        if (running(folder).isPresent()) {
            start(folder, 0).stop();
        }
    }

    public int port() {
        return port;
    }

    /** The administrator's password. */
    public String password() {
        return password;
    }

    /** Whether this object started it. */
    public boolean isOwned() {
        return guard != null;
    }

    /** The database of the warehouse, made at the first call. */
    public Server server() {
        int unused = Postgres.transaction(server("postgres"), "make its database", connection -> {
            connection.setAutoCommit(true);
            try (Statement statement = connection.createStatement();
                    ResultSet found =
                            statement.executeQuery("select from pg_database where datname = '" + DATABASE + "'")) {
                if (!found.next()) {
                    statement.execute("create database " + DATABASE);
                }
                // Logins have no business in the server's own databases.
                statement.execute("revoke connect, temporary on database postgres, template1 from public");
            }
            connection.setAutoCommit(false);
            return 0;
        });
        return server(DATABASE);
    }

    private Server server(String database) {
        return new Server("jdbc:postgresql://127.0.0.1:" + port + "/" + database, ADMINISTRATOR, password);
    }

    /** Stops the server, unless another process started it: open transactions are rolled back. */
    @Override
    public void close() {
        if (guard != null) {
            stop();
        }
    }

    /** Stops the server, whoever started it. */
    public void stop() {
        run(data, stopping(software, data));
        if (guard != null) {
            guard.end();
        }
        LOG.log(Logger.Level.INFO, "PostgreSQL stopped: port=" + port);
    }

    /** Made beside its place and moved there, so that one cut short is made again: what that left is in the way of initdb. */
    private static void create(Path folder, Path software, Path data) throws IOException {
        try (DirectoryStream<Path> left = Files.newDirectoryStream(folder, TEMPORARY + "*")) {
            for (Path one : left) {
                FileTree.delete(one);
            }
        }
        Path password = folder.resolve("password");
        Files.deleteIfExists(password);
        byte[] random = new byte[24];
        new SecureRandom().nextBytes(random);
        Files.createFile(password, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(
                password,
                Base64.getUrlEncoder().withoutPadding().encodeToString(random) + "\n",
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.SYNC);
        Path temporary = folder.resolve(TEMPORARY + ProcessHandle.current().pid());
        run(
                folder,
                command(
                        software,
                        "initdb",
                        "-D",
                        temporary.toString(),
                        "-U",
                        ADMINISTRATOR,
                        "--auth=scram-sha-256",
                        "--pwfile=" + password,
                        "--encoding=UTF8",
                        "--locale=C",
                        "--no-instructions"));
        Files.move(temporary, data);
        FileTree.force(folder);
    }

    private static String options(int port) {
        StringBuilder options = new StringBuilder("-c port=" + port);
        SETTINGS.forEach(setting -> options.append(" -c ").append(setting));
        return options.toString();
    }

    private static List<String> stopping(Path software, Path data) {
        return command(
                software,
                "pg_ctl",
                "stop",
                "-w",
                "-t",
                String.valueOf(LIMIT.toSeconds()),
                "-m",
                "fast",
                "-D",
                data.toString());
    }

    /** PostgreSQL refuses to run as root; in a user namespace of its own it does not see that it is. */
    private static List<String> command(Path software, String program, String... arguments) {
        List<String> words = new ArrayList<>();
        if ("root".equals(System.getProperty("user.name"))) {
            words.addAll(List.of("unshare", "-U"));
        }
        words.add(software.resolve("bin").resolve(program).toString());
        words.addAll(List.of(arguments));
        return words;
    }

    private static void run(Path folder, List<String> command) {
        try {
            Path output = Files.createTempFile("wardflow-postgres", ".log");
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            boolean ended = process.waitFor(LIMIT.toSeconds() + 5, TimeUnit.SECONDS);
            String said = Files.readString(output, StandardCharsets.UTF_8);
            Files.delete(output);
            if (!ended || process.exitValue() != 0) {
                process.destroyForcibly();
                throw failed(said(command, said), null);
            }
        } catch (IOException e) {
            throw failed("a program of the server cannot be run in " + folder, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failed("interrupted", e);
        }
    }

    private static String said(List<String> command, String said) {
        return String.join(" ", command.subList(0, Math.min(3, command.size()))) + " said: "
                + said.lines().reduce((first, second) -> second).orElse("nothing");
    }

    /** The fourth line of the server's own file is its port, the eighth says that it answers. */
    private static Optional<Integer> runningPort(Path data) {
        try {
            List<String> lines = Files.readAllLines(data.resolve("postmaster.pid"));
            boolean alive = ProcessHandle.of(Long.parseLong(lines.get(0).strip()))
                    .map(ProcessHandle::isAlive)
                    .orElse(false);
            int port = Integer.parseInt(lines.get(3).strip());
            return alive && Ports.answers(port) ? Optional.of(port) : Optional.empty();
        } catch (IOException | NumberFormatException | IndexOutOfBoundsException e) {
            return Optional.empty();
        }
    }

    private static WardflowException failed(String found, @Nullable Throwable cause) {
        return new WardflowException(
                ErrorCode.WAREHOUSE_START,
                "The PostgreSQL of this home cannot be started",
                found,
                "see server.log in the home's postgres folder; run as a user who is not root where `unshare -U` is forbidden,"
                        + " or name a server with warehouse.url",
                cause);
    }
}
