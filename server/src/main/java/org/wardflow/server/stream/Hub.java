package org.wardflow.server.stream;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.catalina.connector.Connector;
import org.wardflow.server.access.Grant;
import org.wardflow.server.feed.Shown;
import org.wardflow.server.http.Json;

/**
 * Shows pictures to streams: one channel for each set of rights, read once for all its streams. However many streams there are, one
 * thread gives the signs of life and does nothing that takes long, and a few read; a picture that takes long, or fails, holds up no
 * other channel's. Safe for all threads.
 */
public final class Hub implements AutoCloseable {
    /** Streams at once. */
    public static final int STREAMS_MAX = 2_000;

    /** Streams at once of one who opens them: a few browsers, which open six each over HTTP/1.1, and some walls. */
    public static final int OF_ONE_MAX = 20;

    /** Streams at once of one account, by however many sign-ins. */
    public static final int OF_ACCOUNT_MAX = 100;

    /** Pictures read at once. */
    public static final int READERS = 4;

    /** Between two signs of life. */
    public static final Duration BEAT = Duration.ofSeconds(10);

    private static final Logger LOG = Logger.getLogger(Hub.class.getName());

    /** Between two looks whether there is something new to show. */
    private static final Duration LOOK = Duration.ofMillis(25);

    private final Function<Grant, Picture> read;
    private final Function<Shown, Object> sign;
    private final LongSupplier version;
    private final Clock clock;
    private final AtomicLong numbers;
    private final Places places = new Places();

    /** Changed by the thread of the signs alone. */
    private final Map<Grant, Told> channels = new ConcurrentHashMap<>();

    private final ScheduledThreadPoolExecutor thread;
    private final ThreadPoolExecutor readers;

    /** A channel, and when its next picture is due. */
    private record Told(Channel channel, Turn turn) {}

    /**
     * @param read the picture for a set of rights; may fail, and is tried again
     * @param sign what a sign of life says of what is shown
     * @param version of what there is to show; quick
     * @param first the number of the first picture, larger than any of an earlier process
     */
    public Hub(
            Function<Grant, Picture> read,
            Function<Shown, Object> sign,
            LongSupplier version,
            Clock clock,
            long first) {
        this.read = read;
        this.sign = sign;
        this.version = version;
        this.clock = clock;
        numbers = new AtomicLong(first);
        // A channel has one picture in hand, so no more wait for a reader than there are channels.
        readers = new ThreadPoolExecutor(
                READERS, READERS, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> daemon(task, "pictures"));
        thread = new ScheduledThreadPoolExecutor(1, task -> daemon(task, "streams"));
        every(BEAT, this::beat);
        every(LOOK, this::look);
    }

    /**
     * Makes a connector fit for streams. Tomcat keeps what served a request for the next one. Where a stream breaks while another thread
     * writes to it, Tomcat may give that away before the thread has noted the failure on it: then the next request, of somebody else,
     * fails at its first write. So each gets its own.
     */
    public static void prepare(Connector connector) {
        if (!connector.setProperty("processorCache", "0")) {
            throw new IllegalStateException("this connector keeps what served a request, and cannot be told not to");
        }
    }

    private static Thread daemon(Runnable task, String name) {
        Thread made = new Thread(task, "wardflow-" + name);
        made.setDaemon(true);
        return made;
    }

    private void every(Duration pause, Runnable task) {
        Runnable whatever = () -> {
            try {
                task.run();
            } catch (RuntimeException e) {
                // A task that throws would never run again.
                LOG.log(Level.WARNING, "a sign of life, or a look for something new, failed", e);
            }
        };
        var unused = thread.scheduleWithFixedDelay(whatever, pause.toMillis(), pause.toMillis(), TimeUnit.MILLISECONDS);
    }

    /**
     * Turns a request into a stream; a problem if there are too many, of all or of this one.
     *
     * @param who opens it: one name for all that one sign-in opens
     * @param account one for all that its sign-ins open; empty where these have nothing to do with each other
     * @param welcome whether they may still look
     * @param noted is called when there is a place for it, before anything is shown; if it fails, there is no stream
     */
    public void open(
            HttpServletRequest request,
            HttpServletResponse response,
            String who,
            Optional<String> account,
            Grant grant,
            BooleanSupplier welcome,
            Runnable noted)
            throws IOException {
        Places.Place place = places.take(who, account);
        boolean isOpen = false;
        try {
            noted.run();
            begin(request, response, place, grant, welcome);
            isOpen = true;
        } finally {
            if (!isOpen) {
                place.leave();
            }
        }
    }

    private void begin(
            HttpServletRequest request,
            HttpServletResponse response,
            Places.Place place,
            Grant grant,
            BooleanSupplier welcome)
            throws IOException {
        response.setStatus(HttpServletResponse.SC_OK);
        response.setContentType("text/event-stream;charset=utf-8");
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("X-Accel-Buffering", "no");
        AsyncContext context = request.startAsync();
        context.setTimeout(0);
        Client client = new Client(context, response.getOutputStream(), welcome, place::leave);
        place.hold(client);
        Told known = channels.get(grant);
        Shown shown =
                known == null ? Shown.nothing(clock.instant()) : known.channel().shown();
        client.offer(Events.event("hello", OptionalLong.empty(), Json.text(sign.apply(shown))));
        response.getOutputStream().setWriteListener(client);
        OptionalLong last = last(request.getHeader("Last-Event-ID"));
        try {
            thread.execute(() -> add(client, grant, last));
        } catch (RejectedExecutionException e) {
            // The server closes, and waits for no stream.
            client.end();
        }
    }

    private static OptionalLong last(String header) {
        return header != null && header.matches("[0-9]{1,18}")
                ? OptionalLong.of(Long.parseLong(header))
                : OptionalLong.empty();
    }

    private void add(Client client, Grant grant, OptionalLong last) {
        Told told = channels.computeIfAbsent(
                grant,
                key -> new Told(
                        new Channel(numbers::getAndIncrement, sign, Shown.nothing(clock.instant())), new Turn()));
        told.channel().add(client, last);
        show(grant, told, version.getAsLong());
    }

    private void look() {
        long newest = version.getAsLong();
        channels.forEach((grant, told) -> show(grant, told, newest));
    }

    private void show(Grant grant, Told told, long newest) {
        if (told.turn().take(newest)) {
            readers.execute(() -> read(grant, told));
        }
    }

    private void read(Grant grant, Told told) {
        boolean isMade = false;
        try {
            told.channel().show(read.apply(grant));
            isMade = true;
        } catch (RuntimeException e) {
            // What is shown grows old, and the signs of life say so.
            LOG.log(Level.FINE, "no picture for " + grant.role(), e);
        } finally {
            told.turn().end(isMade);
        }
    }

    private void beat() {
        channels.forEach((grant, told) -> {
            try {
                told.channel().tell();
            } catch (RuntimeException e) {
                LOG.log(Level.WARNING, "no sign of life for " + grant.role(), e);
            }
        });
        channels.values().removeIf(told -> told.channel().isEmpty());
    }

    /** How many streams are open. */
    public int streams() {
        return places.count();
    }

    /** Ends all streams. */
    @Override
    public void close() {
        if (!thread.isShutdown()) {
            thread.execute(
                    () -> channels.values().forEach(told -> told.channel().end()));
            thread.shutdown();
            var unused = readers.shutdownNow();
        }
    }
}
