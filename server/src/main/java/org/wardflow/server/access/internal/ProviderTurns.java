package org.wardflow.server.access.internal;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.concurrent.Semaphore;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.security.web.util.matcher.RequestMatcher;
import org.springframework.web.filter.OncePerRequestFilter;
import org.wardflow.server.http.Problem;

/** Lets few come by the identity provider at once, and says so to the others, or when it does not answer. */
final class ProviderTurns extends OncePerRequestFilter {
    /** Codes exchanged at once. */
    static final int AT_ONCE = 4;

    private static final String RETRY_SECONDS = "2";

    private final Semaphore turns = new Semaphore(AT_ONCE);
    private final RequestMatcher out;
    private final RequestMatcher back;
    private final Provider provider;

    /**
     * @param out the addresses from which browsers are sent to it
     * @param back those to which it sends them back
     */
    ProviderTurns(Provider provider, String out, String back) {
        this.provider = provider;
        this.out = PathPatternRequestMatcher.withDefaults().matcher(out);
        this.back = PathPatternRequestMatcher.withDefaults().matcher(back);
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        try {
            boolean isBack = back.matches(request);
            if (isBack || out.matches(request)) {
                var unused = provider.registration();
            }
            if (isBack) {
                inTurn(request, response, chain);
            } else {
                chain.doFilter(request, response);
            }
        } catch (Problem.Refused e) {
            response.setHeader("Retry-After", RETRY_SECONDS);
            e.problem().writeTo(response);
        }
    }

    private void inTurn(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (!turns.tryAcquire()) {
            throw new Problem.Refused(Problem.of(503, "Many are signing in", "Reload in a few seconds."));
        }
        try {
            chain.doFilter(request, response);
        } finally {
            turns.release();
        }
    }
}
