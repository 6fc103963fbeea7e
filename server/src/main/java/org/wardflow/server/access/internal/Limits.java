package org.wardflow.server.access.internal;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.time.Duration;
import org.springframework.web.filter.OncePerRequestFilter;
import org.wardflow.core.WallClock;
import org.wardflow.server.access.Sessions;
import org.wardflow.server.http.Problem;
import org.wardflow.server.http.RateLimit;
import org.wardflow.server.metrics.EdgeMetrics;

/** Refuses what is too much or too large, before anything else is done for it. */
final class Limits extends OncePerRequestFilter {
    /** Requests of one session, or of one address of those who have not come in. */
    static final int REQUESTS = 600;

    static final Duration PERIOD = Duration.ofMinutes(1);

    /** Letters of a query. */
    static final int QUERY_MAX = 4_096;

    private final RateLimit requests = new RateLimit(REQUESTS, PERIOD, WallClock::nanos);

    private final Bodies bodies = new Bodies();

    private final EdgeMetrics metrics;
    private final Asker asker;
    private final Sessions sessions;

    Limits(EdgeMetrics metrics, Asker asker, Sessions sessions) {
        this.metrics = metrics;
        this.asker = asker;
        this.sessions = sessions;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        HttpSession session = request.getSession(false);
        // Anybody gets a session who asks for the identity provider, and as many as they like.
        boolean isMember = session != null && Sessions.isVisitors(session);
        String key = isMember ? session.getId() : asker.of(request);
        if (session != null && sessions.isLeft(session)) {
            session.invalidate();
        }
        String query = request.getQueryString();
        if (!requests.take(key)) {
            metrics.limited();
            response.setHeader("Retry-After", "1");
            Problem.of(429, "Too many requests", "Wait a second, then try again.")
                    .writeTo(response);
        } else if (query != null && query.length() > QUERY_MAX) {
            Problem.of(414, "The address is too long", "Send at most 4096 letters after the question mark.")
                    .writeTo(response);
        } else {
            HttpServletRequest whole;
            try {
                whole = bodies.read(request, isMember);
            } catch (Problem.Refused e) {
                response.setHeader("Retry-After", "1");
                e.problem().writeTo(response);
                return;
            }
            chain.doFilter(whole, response);
        }
    }
}
