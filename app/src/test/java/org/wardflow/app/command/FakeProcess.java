package org.wardflow.app.command;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.wardflow.app.control.ProcessFile;
import org.wardflow.app.home.Home;

/** Stands where {@code up} would: it keeps what commands ask of it, and answers all of them alike. */
record FakeProcess(HttpServer server, ProcessFile process, Path run, List<String> bodies) implements AutoCloseable {

    /** Runs in a home. */
    static FakeProcess in(Path home, String answer) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        List<String> bodies = new CopyOnWriteArrayList<>();
        server.createContext("/state", exchange -> respond(exchange, "{\"phase\":\"RUNNING\"}"));
        server.createContext("/", exchange -> {
            bodies.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            respond(exchange, answer);
        });
        server.start();
        ProcessFile process = new ProcessFile(
                ProcessHandle.current().pid(), server.getAddress().getPort(), "token", Session.NOW, "");
        process.write(Home.run(home));
        return new FakeProcess(server, process, Home.run(home), bodies);
    }

    private static void respond(HttpExchange exchange, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, bytes.length);
        try (var out = exchange.getResponseBody()) {
            out.write(bytes);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        process.remove(run);
    }
}
