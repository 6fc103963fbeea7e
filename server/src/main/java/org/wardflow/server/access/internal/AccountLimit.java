package org.wardflow.server.access.internal;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.filter.OncePerRequestFilter;
import org.wardflow.core.WallClock;
import org.wardflow.server.access.Sessions;
import org.wardflow.server.access.Visitor;
import org.wardflow.server.http.Problem;
import org.wardflow.server.http.RateLimit;
import org.wardflow.server.metrics.EdgeMetrics;

/** Refuses what is too much of one account, by however many sessions or addresses it comes. */
final class AccountLimit extends OncePerRequestFilter {
    /** Requests of one account in {@link Limits#PERIOD}: as many as four sessions may have. */
    static final int REQUESTS = 4 * Limits.REQUESTS;

    private final RateLimit requests = new RateLimit(REQUESTS, Limits.PERIOD, WallClock::nanos);
    private final EdgeMetrics metrics;

    AccountLimit(EdgeMetrics metrics) {
        this.metrics = metrics;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        Optional<String> account = SecurityContextHolder.getContext().getAuthentication() instanceof Visitor visitor
                ? Sessions.account(visitor.getPrincipal())
                : Optional.empty();
        if (account.isPresent() && !requests.take(account.get())) {
            metrics.limited();
            response.setHeader("Retry-After", "1");
            Problem.of(429, "Too many requests under this account", "Wait a second, then try again.")
                    .writeTo(response);
        } else {
            chain.doFilter(request, response);
        }
    }
}
