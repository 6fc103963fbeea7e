package org.wardflow.app.bench.latency;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.wardflow.app.terminal.Cells;
import org.wardflow.app.terminal.Terminal;
import org.wardflow.server.WebServer;
import org.wardflow.server.site.Site;
import org.wardflow.server.stream.Hub;

/** What pages cost that nothing happens on: streams that wait, and the script. */
final class PageCosts {
    private static final Duration OPEN_MAX = Duration.ofMinutes(2);
    private static final Duration SETTLE = Duration.ofSeconds(15);

    private final Terminal terminal;
    private final WebServer server;

    /** Of a server that runs. */
    PageCosts(Terminal terminal, WebServer server) {
        this.terminal = terminal;
        this.server = server;
    }

    /** Opens streams that only wait, and says what each costs. */
    void idle(int count) throws IOException, InterruptedException {
        List<String> sessions = sessions(count);
        long heap = heap();
        int watching = open();
        int threads = ManagementFactory.getThreadMXBean().getThreadCount();
        try (IdleStreams streams = new IdleStreams()) {
            int left = count;
            for (String session : sessions) {
                streams.open(server.address().getPort(), session, Math.min(left, Hub.OF_ONE_MAX));
                left -= Hub.OF_ONE_MAX;
            }
            streams.begin();
            BoardBench.await("idle streams", OPEN_MAX, () -> open() >= watching + count);
            TimeUnit.MILLISECONDS.sleep(SETTLE.toMillis());
            // The thread that reads them is the benchmark's own.
            int more = ManagementFactory.getThreadMXBean().getThreadCount() - threads - 1;
            say("%s idle streams more: %s threads more, %s kB of heap for each, with the sockets of the benchmark"
                    .formatted(Cells.count(open() - watching), more, Cells.decimal((heap() - heap) / 1e3 / count, 1)));
        }
    }

    /** Enough for so many streams; one client makes them, and before its threads could be taken for those of streams. */
    private List<String> sessions(int count) throws IOException, InterruptedException {
        Viewers viewers = new Viewers(BoardBench.link(server));
        List<String> sessions = new ArrayList<>(List.of(viewers.session()));
        while (sessions.size() * Hub.OF_ONE_MAX < count) {
            viewers.comeIn(BoardBench.link(server));
            sessions.add(viewers.session());
        }
        return sessions;
    }

    private int open() {
        Matcher open = Pattern.compile("(?m)^wardflow_event_streams (\\d+)$").matcher(server.metrics());
        return open.find() ? Integer.parseInt(open.group(1)) : 0;
    }

    private static long heap() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    /** Says how many bytes of script a browser loads before the first chart. */
    void scripts() throws IOException, InterruptedException {
        Viewers browser = new Viewers(BoardBench.link(server));
        String page = browser.get("/", HttpResponse.BodyHandlers.ofString());
        Matcher folder = Pattern.compile("\"(/web/[^/]+/)app.js\"").matcher(page);
        if (!folder.find()) {
            throw new IllegalStateException("the page names no script");
        }
        long plain = 0;
        long compressed = 0;
        for (String file : Site.FILES) {
            if (file.endsWith(".js")) {
                String address = folder.group(1) + file;
                plain += browser.get(address, HttpResponse.BodyHandlers.ofByteArray()).length;
                compressed +=
                        browser.get(address, HttpResponse.BodyHandlers.ofByteArray(), "Accept-Encoding", "gzip").length;
            }
        }
        say("script before the first chart: %s kB, %s kB as it is sent"
                .formatted(Cells.decimal(plain / 1e3, 1), Cells.decimal(compressed / 1e3, 1)));
    }

    private void say(String line) {
        terminal.out().println(line);
        terminal.out().flush();
    }
}
