package org.wardflow.server.access.internal;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.filter.OncePerRequestFilter;
import org.wardflow.server.access.Sessions;
import org.wardflow.server.access.Visitor;

/** Ends a session that is over, or whose account has changed since: a right that was taken away is gone with the next request. */
final class StillValid extends OncePerRequestFilter {
    private final Sessions sessions;

    StillValid(Sessions sessions) {
        this.sessions = sessions;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        HttpSession session = request.getSession(false);
        if (SecurityContextHolder.getContext().getAuthentication() instanceof Visitor visitor
                && !sessions.goesOn(visitor, session)) {
            SecurityContextHolder.clearContext();
            if (session != null) {
                session.invalidate();
            }
        }
        chain.doFilter(request, response);
    }
}
