package org.wardflow.app.control;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.wardflow.app.control.internal.Answers;
import org.wardflow.app.control.internal.Guard;
import org.wardflow.app.control.internal.Metrics;
import org.wardflow.app.control.internal.Requests;
import org.wardflow.app.control.internal.Skips;
import org.wardflow.app.inbox.FileQueue;
import org.wardflow.app.live.Live;
import org.wardflow.app.settings.Settings;
import org.wardflow.app.workspace.Workspace;
import org.wardflow.core.ErrorCode;
import org.wardflow.core.WardflowException;

/**
 * HTTP on the loopback address: {@code /metrics}, {@code /health/live}, {@code /health/ready} for whoever is on this machine; {@code
 * /state} and the requests {@code /send}, {@code /ingest}, {@code /skip}, {@code /decide} and {@code /stop} for who can read
 * {@code run/process.json}.
 */
public final class ControlServer implements AutoCloseable {
    /** Requests answered at a time; a further one waits. */
    static final int THREADS = 16;

    private static final int TOKEN_BYTES = 32;
    private static final int BACKLOG = 16;

    private final HttpServer server;
    private final ExecutorService threads;
    private final ProcessFile process;
    private final Workspace workspace;
    private final boolean elsewhere;
    private final Metrics metrics;

    private ControlServer(
            HttpServer server,
            ExecutorService threads,
            ProcessFile process,
            Workspace workspace,
            boolean elsewhere,
            Metrics metrics) {
        this.server = server;
        this.threads = threads;
        this.process = process;
        this.workspace = workspace;
        this.elsewhere = elsewhere;
        this.metrics = metrics;
    }

    /**
     * Opens the door and writes {@code run/process.json}. If the port of the settings is taken, another one is.
     *
     * @param sender into the broker; empty if there is none
     * @param bootstrapServers of the broker, or the empty text
     * @param stop what asks the process to end
     */
    public static ControlServer start(
            Workspace workspace,
            Live live,
            FileQueue files,
            Optional<Sender> sender,
            String bootstrapServers,
            Runnable stop) {
        int wanted = workspace.settings().value(Settings.CONTROL_PORT);
        HttpServer server = bind(wanted);
        ExecutorService threads = Executors.newFixedThreadPool(THREADS, task -> {
            Thread thread = new Thread(task, "wardflow-control");
            thread.setDaemon(true);
            return thread;
        });
        server.setExecutor(threads);
        byte[] token = new byte[TOKEN_BYTES];
        new SecureRandom().nextBytes(token);
        ProcessFile process = new ProcessFile(
                ProcessHandle.current().pid(),
                server.getAddress().getPort(),
                HexFormat.of().formatHex(token),
                workspace.clock().instant(),
                bootstrapServers);
        Metrics metrics = new Metrics(workspace, live);
        Answers answers = new Answers(new Guard(process.token()), live, metrics, workspace.clock());
        Requests requests = new Requests(workspace, live, files, sender, stop);
        server.createContext("/", answers::refuseUnknown);
        server.createContext("/metrics", answers::metrics);
        server.createContext("/health/live", answers::alive);
        server.createContext("/health/ready", answers::ready);
        server.createContext("/state", answers::state);
        server.createContext("/send", exchange -> answers.post(exchange, requests::send));
        server.createContext("/ingest", exchange -> answers.post(exchange, requests::ingest));
        Skips skips = new Skips(workspace, live, bootstrapServers);
        server.createContext("/skip", exchange -> answers.post(exchange, skips::skip));
        server.createContext("/decide", exchange -> answers.post(exchange, requests::decide));
        server.createContext("/stop", exchange -> answers.postAtOnce(exchange, requests::stop));
        server.start();
        process.write(workspace.home().run());
        return new ControlServer(server, threads, process, workspace, process.port() != wanted && wanted != 0, metrics);
    }

    private static HttpServer bind(int port) {
        try {
            return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), BACKLOG);
        } catch (BindException e) {
            if (port != 0) {
                return bind(0);
            }
            throw failed(e);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private static WardflowException failed(IOException e) {
        return new WardflowException(
                ErrorCode.ENGINE_FAILED,
                "No port on the loopback address can be opened",
                e.getClass().getSimpleName(),
                "check the network settings of this machine",
                e);
    }

    /** Where it listens. */
    public int port() {
        return process.port();
    }

    /** The port of the settings was taken, so that this is another one. */
    public boolean elsewhere() {
        return elsewhere;
    }

    /** Shows another part's metrics behind the pipeline's. */
    public void alsoMeasure(Supplier<String> text) {
        metrics.also(text);
    }

    /** Lets nobody in any more, and removes {@code run/process.json}. */
    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
        process.remove(workspace.home().run());
    }
}
