package org.wardflow.server.stream;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.BooleanSupplier;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * One open stream. It has no thread: what does not fit into the connection waits here, and goes out when the container says that
 * there is room. A reader that is too slow is let go; it comes back by itself and gets a snapshot.
 */
final class Client implements WriteListener {
    /** Bytes that wait for a slow reader. */
    static final int WAITING_MAX = 1 << 20;

    private static final Logger LOG = Logger.getLogger(Client.class.getName());

    private final AsyncContext context;
    private final ServletOutputStream out;
    private final BooleanSupplier welcome;
    private final Runnable left;
    private final Deque<byte[]> waiting = new ArrayDeque<>();
    private long waitingBytes;
    private boolean open;
    private boolean unflushed;
    private boolean ended;

    /**
     * @param welcome whether whoever opened it may still look
     * @param left is run as soon as it has ended, whoever ends it; quick
     */
    Client(AsyncContext context, ServletOutputStream out, BooleanSupplier welcome, Runnable left) {
        this.context = context;
        this.out = out;
        this.welcome = welcome;
        this.left = left;
    }

    /** Whether whoever opened it may still look; not if that cannot be told. */
    boolean isWelcome() {
        try {
            return welcome.getAsBoolean();
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, "a stream ends, as nobody can tell whether it may go on", e);
            return false;
        }
    }

    synchronized boolean isEnded() {
        return ended;
    }

    /** Sends an event as soon as there is room. */
    synchronized void offer(byte[] event) {
        if (ended) {
            return;
        }
        waiting.add(event);
        waitingBytes += event.length;
        if (waitingBytes > WAITING_MAX) {
            end();
        } else if (open) {
            drain();
        }
    }

    /** Writes what its reader passes over: where nobody is left to read, this finds out. */
    void probe() {
        offer(Events.nothing());
    }

    @Override
    public synchronized void onWritePossible() {
        open = true;
        drain();
    }

    @Override
    public synchronized void onError(Throwable problem) {
        leave();
        complete();
    }

    private void drain() {
        try {
            while (!ended && out.isReady()) {
                byte[] next = waiting.poll();
                if (next != null) {
                    out.write(next);
                    waitingBytes -= next.length;
                    unflushed = true;
                } else if (unflushed) {
                    out.flush();
                    unflushed = false;
                } else {
                    return;
                }
            }
        } catch (IOException e) {
            // Whoever looked has gone. The container has seen it too and ends the request itself: to complete it from
            // here would be
            // to race with it.
            LOG.log(Level.FINE, "a stream was left", e);
            leave();
        } catch (IllegalStateException e) {
            // The container may not know of it, and nothing else would end a request without a time limit.
            LOG.log(Level.FINE, "a stream could not go on", e);
            end();
        }
    }

    /** Ends the stream. */
    synchronized void end() {
        if (!ended) {
            leave();
            complete();
        }
    }

    private void leave() {
        ended = true;
        waiting.clear();
        waitingBytes = 0;
        left.run();
    }

    private void complete() {
        try {
            context.complete();
        } catch (IllegalStateException e) {
            // The container ended it already.
        }
    }
}
