package org.wardflow.server.stream;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.catalina.startup.Tomcat;
import org.apache.coyote.AbstractProtocol;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.wardflow.core.WallClock;
import org.wardflow.server.access.Grant;
import org.wardflow.server.feed.Shown;

/** Pages that are closed while their stream is written to, beside pages that stay: over a real Tomcat. */
@Timeout(120)
class BrokenStreamsTest {
    private static final Duration GO_ON = Duration.ofSeconds(8);
    private static final int STAYING = 8;
    private static final int LEAVING = 24;
    private static final Pattern OWNER = Pattern.compile("<(n[0-9]+)>");

    private final AtomicLong version = new AtomicLong(1);
    private final Queue<String> wrong = new ConcurrentLinkedQueue<>();
    private final AtomicInteger opened = new AtomicInteger();
    private final AtomicInteger served = new AtomicInteger();
    private final Tomcat tomcat = new Tomcat();
    private volatile boolean going = true;

    @TempDir
    Path folder;

    private static Picture picture(Grant grant, long version) {
        Instant now = WallClock.utc().instant();
        // Long enough that a write meets a connection that is just being closed.
        Map<String, Object> tiles = Map.of("1/ICU", ("<" + grant.role() + ">").repeat(500) + version);
        return new Picture(Map.of("version", version), tiles, new Shown(version, now, now));
    }

    private void serve(Hub hub) throws Exception {
        tomcat.setBaseDir(folder.toString());
        tomcat.setPort(0);
        tomcat.getConnector().setProperty("maxThreads", "4");
        Hub.prepare(tomcat.getConnector());
        var context = tomcat.addContext("", folder.toString());
        var servlet = Tomcat.addServlet(context, "stream", new HttpServlet() {
            private static final long serialVersionUID = 1L;

            @Override
            protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
                // Each is somebody else: how many one may open is told by others.
                String who = String.valueOf(served.incrementAndGet());
                hub.open(
                        request,
                        response,
                        who,
                        Optional.empty(),
                        new Grant(request.getParameter("role"), List.of("*")),
                        () -> true,
                        () -> {});
            }
        });
        servlet.setAsyncSupported(true);
        servlet.addMapping("/");
        tomcat.start();
    }

    /** Opens a stream and reads it for a while; one that ends before, or shows what is another's, is wrong. */
    private void look(int me, Duration stay) {
        try (Socket socket = new Socket(
                InetAddress.getLoopbackAddress(), tomcat.getConnector().getLocalPort())) {
            assertThat(opened.incrementAndGet()).isPositive();
            // A stream that says nothing for so long is as good as cut.
            socket.setSoTimeout((int) Hub.BEAT.multipliedBy(3).toMillis());
            socket.getOutputStream()
                    .write(("GET /?role=n" + me + " HTTP/1.1\r\nHost: localhost\r\n\r\n").getBytes(ISO_8859_1));
            InputStream in = socket.getInputStream();
            byte[] buffer = new byte[100_000];
            long until = System.nanoTime() + stay.toNanos();
            while (going && System.nanoTime() < until) {
                int count = in.read(buffer);
                if (count < 0) {
                    wrong.add(me + " was cut");
                    return;
                }
                Matcher owner = OWNER.matcher(new String(buffer, 0, count, ISO_8859_1));
                while (owner.find()) {
                    if (!owner.group(1).equals("n" + me)) {
                        wrong.add(me + " saw what is of " + owner.group(1));
                    }
                }
            }
        } catch (IOException e) {
            wrong.add(me + ": " + e.getMessage());
        }
    }

    private long connections() {
        return ((AbstractProtocol<?>) tomcat.getConnector().getProtocolHandler()).getConnectionCount();
    }

    @Test
    void aStreamThatBreaksCutsNoOtherAndLeavesNothingBehind() throws Exception {
        try (Hub hub = new Hub(
                grant -> picture(grant, version.get()),
                shown -> Map.of("version", shown.version()),
                version::get,
                WallClock.utc(),
                100)) {
            serve(hub);
            List<Thread> readers = new ArrayList<>();
            for (int i = 0; i < STAYING + LEAVING; i++) {
                int me = i;
                Random random = new Random(me);
                readers.add(new Thread(() -> {
                    while (going) {
                        look(me, me < STAYING ? GO_ON.multipliedBy(9) : Duration.ofMillis(random.nextInt(400)));
                    }
                }));
            }
            readers.forEach(Thread::start);
            long until = System.nanoTime() + GO_ON.toNanos();
            while (System.nanoTime() < until) {
                assertThat(version.incrementAndGet()).isPositive();
                Thread.sleep(2);
            }
            going = false;
            // What waits for something to read gets a last change.
            assertThat(version.incrementAndGet()).isPositive();
            for (Thread reader : readers) {
                reader.join();
            }

            assertThat(wrong).isEmpty();
            assertThat(opened.get()).isGreaterThan(STAYING + 2 * LEAVING);
            long end = System.nanoTime() + Hub.BEAT.multipliedBy(4).toNanos();
            while ((hub.streams() > 0 || connections() > 1) && System.nanoTime() < end) {
                assertThat(version.incrementAndGet()).isPositive();
                Thread.sleep(50);
            }
            assertThat(hub.streams()).isZero();
            // Tomcat counts the one that it waits for.
            assertThat(connections()).isLessThanOrEqualTo(1);
        } finally {
            going = false;
            tomcat.stop();
            tomcat.destroy();
        }
    }
}
