package org.wardflow.server.stream;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.wardflow.core.WallClock;
import org.wardflow.server.access.Grant;
import org.wardflow.server.http.Json;
import org.wardflow.server.http.Problem;

/**
 * Shows pictures to streams: one channel for each set of rights, read once for all its streams. A single thread reads and writes,
 * however many streams there are. Safe for all threads.
 */
public final class Hub implements AutoCloseable {
    /** Streams at once. */
    public static final int STREAMS_MAX = 2_000;

    /** Between two signs of life. */
    public static final Duration BEAT = Duration.ofSeconds(10);

    /** Between two pictures at least. */
    public static final Duration PICTURE_MIN = Duration.ofMillis(250);

    /** A picture is made at least so often, since waits grow without a message. */
    public static final Duration PICTURE_MAX = Duration.ofSeconds(15);

    private static final Logger LOG = Logger.getLogger(Hub.class.getName());

    /** Between two looks whether there is something new to show. */
    private static final Duration LOOK = Duration.ofMillis(25);

    /** Reading takes at most this part of the time: after each picture, so many times as long as it took is waited. */
    private static final int READ_SHARE = 2;

    private final Function<Grant, Picture> read;
    private final Supplier<Object> sign;
    private final AtomicLong numbers;
    private final Map<Grant, Channel> channels = new HashMap<>();
    private final AtomicInteger streams = new AtomicInteger();
    private final LongSupplier version;
    private long shownVersion = -1;
    private boolean again;
    private final ScheduledThreadPoolExecutor thread;
    private long shownAt = WallClock.nanos();
    private long notBefore = WallClock.nanos();

    /**
     * @param read the picture for a set of rights; may fail, and is tried again
     * @param sign what a sign of life says
     * @param version of what there is to show; quick
     * @param first the number of the first picture, larger than any of an earlier process
     */
    public Hub(Function<Grant, Picture> read, Supplier<Object> sign, LongSupplier version, long first) {
        this.read = read;
        this.sign = sign;
        this.version = version;
        numbers = new AtomicLong(first);
        thread = new ScheduledThreadPoolExecutor(1, task -> {
            Thread made = new Thread(task, "wardflow-streams");
            made.setDaemon(true);
            return made;
        });
        long beat = BEAT.toMillis();
        var unused = thread.scheduleWithFixedDelay(this::beat, beat, beat, TimeUnit.MILLISECONDS);
        long look = LOOK.toMillis();
        unused = thread.scheduleWithFixedDelay(this::look, look, look, TimeUnit.MILLISECONDS);
    }

    /** Turns a request into a stream; a problem if there are too many. */
    public void open(HttpServletRequest request, HttpServletResponse response, Grant grant, BooleanSupplier welcome)
            throws IOException {
        if (streams.get() >= STREAMS_MAX) {
            throw new Problem.Refused(Problem.of(503, "Too many pages are open", "Close some, then reload."));
        }
        response.setStatus(HttpServletResponse.SC_OK);
        response.setContentType("text/event-stream;charset=utf-8");
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("X-Accel-Buffering", "no");
        AsyncContext context = request.startAsync();
        context.setTimeout(0);
        Client client = new Client(context, response.getOutputStream(), welcome);
        client.offer(Events.event("hello", OptionalLong.empty(), Json.text(sign.get())));
        response.getOutputStream().setWriteListener(client);
        streams.incrementAndGet();
        OptionalLong last = last(request.getHeader("Last-Event-ID"));
        thread.execute(() -> add(client, grant, last));
    }

    private static OptionalLong last(String header) {
        return header != null && header.matches("[0-9]{1,18}")
                ? OptionalLong.of(Long.parseLong(header))
                : OptionalLong.empty();
    }

    private void add(Client client, Grant grant, OptionalLong last) {
        boolean isNew = !channels.containsKey(grant);
        Channel channel = channels.computeIfAbsent(grant, key -> new Channel(numbers::getAndIncrement));
        channel.add(client, last);
        if (isNew) {
            if (channels.size() == 1) {
                shownVersion = version.getAsLong();
            }
            show(grant, channel);
        }
    }

    private void look() {
        long now = WallClock.nanos();
        long newest = version.getAsLong();
        boolean due = now - shownAt >= PICTURE_MAX.toNanos() || newest != shownVersion || again;
        if (channels.isEmpty() || !due || now - notBefore < 0) {
            return;
        }
        again = false;
        shownVersion = newest;
        channels.forEach(this::show);
        shownAt = WallClock.nanos();
        notBefore = shownAt + Math.max(PICTURE_MIN.toNanos(), READ_SHARE * (shownAt - now));
    }

    private void show(Grant grant, Channel channel) {
        try {
            channel.show(read.apply(grant));
        } catch (RuntimeException e) {
            // What is shown grows old, and the signs of life say so.
            LOG.log(Level.FINE, "no picture for " + grant.role(), e);
            again = true;
        }
    }

    private void beat() {
        try {
            byte[] event = Events.event("beat", OptionalLong.empty(), Json.text(sign.get()));
            int left = 0;
            for (var channel : channels.values()) {
                left += channel.beat(event);
            }
            streams.set(left);
            channels.values().removeIf(Channel::isEmpty);
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, "a sign of life failed", e);
        }
    }

    /** How many streams are open. */
    public int streams() {
        return streams.get();
    }

    /** Ends all streams. */
    @Override
    public void close() {
        if (!thread.isShutdown()) {
            thread.execute(() -> channels.values().forEach(Channel::end));
            thread.shutdown();
        }
    }
}
