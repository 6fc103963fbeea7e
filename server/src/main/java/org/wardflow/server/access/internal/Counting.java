package org.wardflow.server.access.internal;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.springframework.http.server.PathContainer;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;
import org.wardflow.server.access.Gate;
import org.wardflow.server.metrics.EdgeMetrics;

/** Counts what was answered, by the pattern of the address. A stream counts when it begins. */
final class Counting extends OncePerRequestFilter {
    private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");
    private static final List<String> OTHERS = List.of("/api/v1/session", "/health/*", "/web/**", "/api/**");

    private final EdgeMetrics metrics;
    private final List<PathPattern> patterns = new ArrayList<>();

    Counting(EdgeMetrics metrics, List<Gate> gates) {
        this.metrics = metrics;
        gates.stream().map(Gate::path).distinct().forEach(this::add);
        OTHERS.forEach(this::add);
    }

    private void add(String path) {
        patterns.add(PathPatternParser.defaultInstance.parse(path));
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        try {
            chain.doFilter(request, response);
        } finally {
            String method = METHODS.contains(request.getMethod()) ? request.getMethod() : "OTHER";
            metrics.answered(method, route(request.getRequestURI()), response.getStatus());
        }
    }

    private String route(String address) {
        PathContainer path = PathContainer.parsePath(address);
        return patterns.stream()
                .filter(pattern -> pattern.matches(path))
                .map(PathPattern::getPatternString)
                .findFirst()
                .orElse("page");
    }
}
