package org.wardflow.server.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * An answer that is a refusal, as {@code application/problem+json} (RFC 9457). It holds no patient value and no part of what was
 * sent.
 *
 * @param title what is wrong
 * @param detail what to do
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Problem(int status, String title, String detail) {
    /** The media type of all refusals. */
    public static final String TYPE = "application/problem+json";

    /** A problem. */
    public static Problem of(int status, String title, String detail) {
        return new Problem(status, title, detail);
    }

    /** Answers a request with it. */
    public void writeTo(HttpServletResponse response) throws IOException {
        if (response.isCommitted()) {
            return;
        }
        response.resetBuffer();
        response.setStatus(status);
        response.setContentType(TYPE);
        response.setHeader("Cache-Control", "no-store");
        response.getOutputStream().write(Json.bytes(this));
    }

    /** Ends the handling of a request with a problem. */
    public static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final transient Problem problem;

        /** With the problem to answer. */
        public Refused(Problem problem) {
            super(problem.title(), null, false, false);
            this.problem = problem;
        }

        public Problem problem() {
            return problem;
        }
    }
}
