package org.wardflow.server.stream;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.apache.catalina.startup.Tomcat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.wardflow.core.WallClock;
import org.wardflow.server.access.Grant;
import org.wardflow.server.feed.Shown;

/** Streams over a real Tomcat, without a database: what is shown are counters. */
@Timeout(120)
@Execution(ExecutionMode.CONCURRENT)
class HubTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration SOON = Duration.ofSeconds(60);

    /** More than two signs of life are apart. */
    private static final Duration SLOW = Hub.BEAT.multipliedBy(3);

    private final AtomicLong version = new AtomicLong(1);
    private final AtomicInteger reads = new AtomicInteger();
    private final AtomicInteger slowReads = new AtomicInteger();
    private final Set<String> failing = ConcurrentHashMap.newKeySet();
    private final Map<String, CountDownLatch> slow = new ConcurrentHashMap<>();
    private final AtomicInteger strangers = new AtomicInteger();
    private final AtomicBoolean welcome = new AtomicBoolean(true);
    private final Map<String, Object> tiles = new LinkedHashMap<>(Map.of("1/ICU", 3, "1/Surgery", 4));
    private final HttpClient client = HttpClient.newHttpClient();

    @TempDir
    Path folder;

    @SuppressWarnings("NullAway.Init")
    private Hub hub;

    @SuppressWarnings("NullAway.Init")
    private Tomcat tomcat;

    @BeforeEach
    void start() throws Exception {
        hub = new Hub(this::picture, shown -> Map.of("version", shown.version()), version::get, WallClock.utc(), 100);
        tomcat = new Tomcat();
        tomcat.setBaseDir(folder.toString());
        tomcat.setPort(0);
        // Under which a Tomcat is known in its process.
        tomcat.getEngine().setName(folder.getFileName().toString());
        tomcat.getConnector().setProperty("maxThreads", "4");
        Hub.prepare(tomcat.getConnector());
        var context = tomcat.addContext("", folder.toString());
        var servlet = Tomcat.addServlet(context, "stream", new HttpServlet() {
            private static final long serialVersionUID = 1L;

            @Override
            protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
                String role = request.getParameter("role");
                Grant grant = new Grant(role == null ? "nurse" : role, List.of("*"));
                // Each is somebody else: how many one may open is told by others.
                String who = "stranger " + strangers.incrementAndGet();
                hub.open(request, response, who, Optional.empty(), grant, welcome::get, () -> {});
            }
        });
        servlet.setAsyncSupported(true);
        servlet.addMapping("/");
        tomcat.start();
    }

    @AfterEach
    void stop() throws Exception {
        hub.close();
        tomcat.stop();
        tomcat.destroy();
    }

    private Picture picture(Grant grant) {
        int unused = reads.incrementAndGet();
        if (failing.contains(grant.role())) {
            throw new IllegalStateException("too slow, or too many");
        }
        CountDownLatch wait = slow.get(grant.role().replaceAll("[0-9]", ""));
        if (wait != null) {
            unused = slowReads.incrementAndGet();
            try {
                boolean unusedToo = wait.await(SLOW.toMillis(), TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
        synchronized (this) {
            Instant now = WallClock.utc().instant();
            return new Picture(Map.of("version", version.get()), tiles, new Shown(version.get(), now, now));
        }
    }

    private synchronized void change(String tile, int value) {
        var unused = tiles.put(tile, value);
        var changed = version.incrementAndGet();
        assertThat(changed).isPositive();
    }

    /** One event: its name, id and data. */
    private record Event(String name, String id, String data) {}

    private final class Open implements AutoCloseable {
        private final HttpResponse<Stream<String>> response;
        private final Iterator<String> lines;

        Open(String query, String lastId) {
            HttpRequest.Builder request = HttpRequest.newBuilder(
                    URI.create("http://localhost:" + tomcat.getConnector().getLocalPort() + "/" + query));
            if (!lastId.isEmpty()) {
                request.header("Last-Event-ID", lastId);
            }
            try {
                response = client.send(request.build(), HttpResponse.BodyHandlers.ofLines());
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
            lines = response.body().iterator();
        }

        /** The next of that name. Signs of life go on coming where it does not, and a reader is not to be interrupted. */
        Event next(String name) {
            long began = System.nanoTime();
            while (true) {
                Event event = next();
                if (event.name().equals(name)) {
                    return event;
                }
                assertThat(Duration.ofNanos(System.nanoTime() - began))
                        .as("wait for " + name)
                        .isLessThan(SOON);
            }
        }

        Event next() {
            String name = "";
            String id = "";
            String data = "";
            while (lines.hasNext()) {
                String line = lines.next();
                if (line.isEmpty()) {
                    return new Event(name, id, data);
                } else if (line.startsWith("event: ")) {
                    name = line.substring(7);
                } else if (line.startsWith("id: ")) {
                    id = line.substring(4);
                } else if (line.startsWith("data: ")) {
                    data = line.substring(6);
                }
            }
            throw new IllegalStateException("the stream has ended");
        }

        @Override
        public void close() {
            response.body().close();
        }
    }

    @Test
    void aStreamBeginsWithASnapshotAndGoesOnWithWhatChanged() throws Exception {
        try (Open stream = new Open("", "")) {
            assertThat(stream.next().name()).isEqualTo("hello");
            assertThat(JSON.readTree(stream.next("snapshot").data()).path("tiles"))
                    .hasSize(2);

            change("1/ICU", 5);
            var body = JSON.readTree(stream.next("change").data());
            while (body.path("changed").isEmpty()) {
                body = JSON.readTree(stream.next("change").data());
            }
            assertThat(body.path("changed").toString()).isEqualTo("{\"1/ICU\":5}");
            assertThat(body.path("order")).hasSize(2);
            assertThat(body.path("version").asLong()).isEqualTo(2);
        }
    }

    @Test
    void aStreamThatWasCutGetsWhatItMissedAndOneThatKnowsTooLittleASnapshot() throws Exception {
        String last;
        try (Open stream = new Open("", "");
                Open stays = new Open("", "")) {
            last = stream.next("snapshot").id();
            change("1/ICU", 6);
            Event seen = stays.next("change");
            assertThat(Long.parseLong(seen.id())).isEqualTo(Long.parseLong(last) + 1);
            change("1/ICU", 7);
            Event newest = stays.next("change");

            try (Open back = new Open("", last)) {
                assertThat(back.next("change").data()).contains("\"1/ICU\":6");
                assertThat(back.next("change").id()).isEqualTo(newest.id());
            }
            try (Open stranger = new Open("", "17")) {
                assertThat(stranger.next("snapshot").id()).isEqualTo(newest.id());
            }
        }
    }

    @Test
    void whatAnotherChannelShowedIsNotTakenForWhatThisOneDid() {
        String last;
        try (Open nurse = new Open("?role=nurse", "")) {
            last = nurse.next("snapshot").id();
            change("1/ICU", 9);
            try (Open manager = new Open("?role=manager", "");
                    Open back = new Open("?role=manager", last)) {
                assertThat(manager.next("snapshot").data()).contains("9");
                Event first = back.next();
                while (first.name().equals("hello") || first.name().equals("beat")) {
                    first = back.next();
                }
                assertThat(first.name()).isEqualTo("snapshot");
                assertThat(first.data()).contains("9");
            }
        }
    }

    @Test
    void aPictureIsReadOnceForAllWithTheSameRights() {
        List<Open> streams = new ArrayList<>();
        try {
            for (int i = 0; i < 40; i++) {
                streams.add(new Open("?role=" + (i % 2 == 0 ? "nurse" : "manager"), ""));
            }
            streams.forEach(stream -> assertThat(stream.next("snapshot").data()).isNotEmpty());
            int before = reads.get();
            change("1/ICU", 8);
            for (Open stream : streams) {
                while (!stream.next("change").data().contains("\"1/ICU\":8")) {
                    // A picture without a change was on its way.
                }
            }

            assertThat(reads.get() - before).isGreaterThanOrEqualTo(2).isLessThan(streams.size() / 2);
            assertThat(hub.streams()).isEqualTo(40);
        } finally {
            streams.forEach(Open::close);
        }
    }

    @Test
    void idleStreamsHoldNoThread() {
        List<Open> streams = new ArrayList<>();
        try {
            for (int i = 0; i < 200; i++) {
                Open stream = new Open("", "");
                assertThat(stream.next("snapshot").data()).isNotEmpty();
                streams.add(stream);
            }
            // Four threads answer requests here: with one a stream, the fifth would not have come.
            String threads = "-auto-" + tomcat.getConnector().getProperty("nameIndex") + "-exec-";
            assertThat(Thread.getAllStackTraces().keySet().stream()
                            .filter(thread -> thread.getName().contains(threads)))
                    .hasSizeBetween(1, 4);
        } finally {
            streams.forEach(Open::close);
        }
    }

    @Test
    void whoMayNotLookAnyMoreIsLetGoWithTheNextSignOfLife() {
        try (Open stream = new Open("", "")) {
            assertThat(stream.next("snapshot").data()).isNotEmpty();
            welcome.set(false);

            long began = System.nanoTime();
            org.assertj.core.api.Assertions.assertThatThrownBy(() -> stream.next("never"))
                    .isInstanceOf(IllegalStateException.class);
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Hub.BEAT.multipliedBy(3));
            assertThat(hub.streams()).isZero();
        }
    }

    @Test
    void aHubThatIsClosedEndsItsStreamsAndOpensNoneForLong() {
        try (Open stream = new Open("", "")) {
            assertThat(stream.next("snapshot").data()).isNotEmpty();
            hub.close();
            try (Open late = new Open("", "")) {
                for (Open open : List.of(stream, late)) {
                    org.assertj.core.api.Assertions.assertThatThrownBy(() -> open.next("never"))
                            .isInstanceOf(IllegalStateException.class);
                }
            }
        }
    }

    private static long version(Event sign) throws IOException {
        return JSON.readTree(sign.data()).path("version").asLong();
    }

    @Test
    void aChannelWhosePicturesFailSaysWhatItShowsAndNotWhatOthersDo() throws Exception {
        try (Open nurse = new Open("?role=nurse", "");
                Open manager = new Open("?role=manager", "")) {
            String last = nurse.next("snapshot").id();
            assertThat(manager.next("snapshot").data()).isNotEmpty();
            assertThat(failing.add("nurse")).isTrue();
            change("1/ICU", 5);
            assertThat(manager.next("change").data()).contains("\"fresh\":{\"version\":2}");

            assertThat(version(nurse.next("beat"))).isEqualTo(1);
            assertThat(version(manager.next("beat"))).isEqualTo(2);
            try (Open another = new Open("?role=nurse", "");
                    Open back = new Open("?role=nurse", last)) {
                assertThat(version(another.next("hello"))).isEqualTo(1);
                assertThat(another.next("snapshot").data()).contains("\"fresh\":{\"version\":1}");
                assertThat(version(back.next("hello"))).isEqualTo(1);
            }
        }
    }

    @Test
    void slowPicturesHoldUpNeitherTheSignsOfLifeNorThePicturesOfOthers() throws Exception {
        CountDownLatch wait = new CountDownLatch(1);
        var unused = slow.put("slow", wait);
        List<Open> streams = new ArrayList<>();
        try {
            for (int i = 0; i < Hub.READERS - 1; i++) {
                streams.add(new Open("?role=slow" + i, ""));
            }
            try (Open quick = new Open("?role=quick", "")) {
                assertThat(quick.next("snapshot").data()).isNotEmpty();
                change("1/ICU", 5);
                while (!quick.next("change").data().contains("\"1/ICU\":5")) {
                    // A picture without a change was on its way.
                }
                long began = System.nanoTime();
                for (Open stream : streams) {
                    assertThat(version(stream.next("beat"))).isEqualTo(0);
                }
                assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Hub.BEAT.multipliedBy(2));
            }
            assertThat(slowReads).as("one in hand is enough").hasValue(streams.size());
            wait.countDown();
            streams.forEach(stream -> assertThat(stream.next("snapshot").data()).isNotEmpty());
        } finally {
            wait.countDown();
            streams.forEach(Open::close);
        }
    }

    @Test
    void signsOfLifeComeInTimeEvenIfAllReadersAreSlow() throws Exception {
        CountDownLatch wait = new CountDownLatch(1);
        var unused = slow.put("slow", wait);
        List<Open> streams = new ArrayList<>();
        try {
            for (int i = 0; i < Hub.READERS * 3; i++) {
                streams.add(new Open("?role=slow" + i, ""));
            }
            long began = System.nanoTime();
            streams.forEach(stream -> assertThat(stream.next("beat").data()).isNotEmpty());
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Hub.BEAT.multipliedBy(2));
            assertThat(slowReads).hasValue(Hub.READERS);
        } finally {
            wait.countDown();
            streams.forEach(Open::close);
        }
    }
}
