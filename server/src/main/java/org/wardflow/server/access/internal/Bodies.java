package org.wardflow.server.access.internal;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import org.wardflow.core.WallClock;
import org.wardflow.server.http.Json;
import org.wardflow.server.http.Problem;

/**
 * Reads the bodies of requests before anything else is done for them. Only few are read at once and each within a time, so bodies
 * that come slowly, or never, leave most threads to all others.
 */
final class Bodies {
    /** Bodies read at once of those who have not come in, and as many again of those who have; a third of the threads each. */
    static final int AT_ONCE = 8;

    /** In which a body must have come. */
    static final Duration TIME_MAX = Duration.ofSeconds(5);

    /** Bytes of one that is too large which are read and dropped, so that its sender hears why it was refused. */
    static final int DROPPED_MAX = 4 * Json.BODY_MAX;

    private static final int BUFFER = 8 * 1024;

    private final Semaphore strangers = new Semaphore(AT_ONCE);
    private final Semaphore members = new Semaphore(AT_ONCE);

    /**
     * The request with its body at hand; a problem if the body is too large, too slow, or one of too many.
     *
     * @param isMember whether whoever sends it has come in
     */
    HttpServletRequest read(HttpServletRequest request, boolean isMember) {
        if (request.getContentLengthLong() <= 0 && request.getHeader("Transfer-Encoding") == null) {
            return request;
        }
        if (request.getContentLengthLong() > DROPPED_MAX) {
            throw tooLarge();
        }
        Semaphore turns = isMember ? members : strangers;
        if (!turns.tryAcquire()) {
            throw new Problem.Refused(Problem.of(503, "Too much is being sent at once", "Try again in a second."));
        }
        try {
            return new Whole(request, whole(request.getInputStream()));
        } catch (IOException e) {
            // Whoever sends it has gone, or says nothing any more.
            throw tooSlow();
        } finally {
            turns.release();
        }
    }

    private static byte[] whole(InputStream in) throws IOException {
        long began = WallClock.nanos();
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        byte[] buffer = new byte[BUFFER];
        for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
            body.write(buffer, 0, count);
            if (body.size() > DROPPED_MAX) {
                throw tooLarge();
            }
            if (WallClock.nanos() - began > TIME_MAX.toNanos()) {
                throw tooSlow();
            }
        }
        if (body.size() > Json.BODY_MAX) {
            throw tooLarge();
        }
        return body.toByteArray();
    }

    private static Problem.Refused tooLarge() {
        return new Problem.Refused(Problem.of(413, "The request is too large", "Send at most 64 KiB."));
    }

    private static Problem.Refused tooSlow() {
        return new Problem.Refused(
                Problem.of(408, "The request did not come", "Send it within " + TIME_MAX.toSeconds() + " seconds."));
    }

    private static final class Whole extends HttpServletRequestWrapper {
        private final byte[] body;

        Whole(HttpServletRequest request, byte[] body) {
            super(request);
            this.body = body;
        }

        @Override
        public ServletInputStream getInputStream() {
            return new Bytes(body);
        }

        @Override
        public BufferedReader getReader() {
            return new BufferedReader(new InputStreamReader(getInputStream(), StandardCharsets.UTF_8));
        }
    }

    private static final class Bytes extends ServletInputStream {
        private final ByteArrayInputStream in;

        Bytes(byte[] body) {
            this.in = new ByteArrayInputStream(body);
        }

        @Override
        public int read() {
            return in.read();
        }

        @Override
        public int read(byte[] target, int offset, int length) {
            return in.read(target, offset, length);
        }

        @Override
        public boolean isFinished() {
            return in.available() == 0;
        }

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void setReadListener(ReadListener listener) {
            throw new IllegalStateException("the body is at hand: nobody needs to listen for it");
        }
    }
}
