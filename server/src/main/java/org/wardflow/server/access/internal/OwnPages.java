package org.wardflow.server.access.internal;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.web.access.AccessDeniedHandler;
import org.springframework.web.filter.OncePerRequestFilter;
import org.wardflow.server.http.Problem;

/**
 * Lets a browser change something only from this site's own pages. Cookies do not know ports, so a page on another port of the same
 * host has them all, the token against forgery too; but a browser says of which origin a page is. A request with an access token is no
 * browser's: no page elsewhere can add one without asking first.
 */
final class OwnPages extends OncePerRequestFilter {
    private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS", "TRACE");
    private static final List<String> OWN_FETCHES = List.of("same-origin", "none");

    private final Optional<String> publicOrigin;
    private final AccessDeniedHandler denied;

    /**
     * @param publicUrl as browsers reach the server, if not as it listens
     * @param denied answers the requests of others
     */
    OwnPages(Optional<String> publicUrl, AccessDeniedHandler denied) {
        this.publicOrigin = publicUrl.map(OwnPages::origin);
        this.denied = denied;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (SAFE.contains(request.getMethod()) || hasToken(request)) {
            chain.doFilter(request, response);
        } else if (!isOwn(
                request.getHeader("Origin"),
                request.getHeader("Sec-Fetch-Site"),
                String.valueOf(request.getHeader("Host")))) {
            denied.handle(request, response, new Elsewhere());
        } else if (hasBody(request) && !isJson(request)) {
            Problem.of(415, "The request is not what this address takes", "Send it as application/json.")
                    .writeTo(response);
        } else {
            chain.doFilter(request, response);
        }
    }

    private static boolean hasToken(HttpServletRequest request) {
        String brought = request.getHeader("Authorization");
        return brought != null && brought.regionMatches(true, 0, "Bearer ", 0, "Bearer ".length());
    }

    /**
     * Whether a request may come from a page of this site, or from no page at all.
     *
     * @param origin which a browser names with every request that changes something
     * @param fetch what newer browsers say beside it; both are null where no browser asks
     * @param host as the server was called, with its port
     */
    boolean isOwn(@Nullable String origin, @Nullable String fetch, String host) {
        return origin == null
                ? fetch == null || OWN_FETCHES.contains(fetch)
                : publicOrigin.filter(origin::equals).isPresent() || origin.equals(called(host));
    }

    /** As a page of this address would name it. A name that is public is called as the settings say, and not by plain http beside it. */
    private String called(String host) {
        String here = "http://" + host.toLowerCase(Locale.ROOT);
        boolean isPublic = publicOrigin
                .map(origin -> URI.create(origin).getHost())
                .filter(host.toLowerCase(Locale.ROOT).replaceFirst(":[0-9]+$", "")::equals)
                .isPresent();
        return isPublic ? "" : here;
    }

    /** As browsers write it: without a path, and without the port that its scheme has anyway. */
    private static String origin(String url) {
        URI uri = URI.create(url);
        String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
        int usual = scheme.equals("https") ? 443 : 80;
        String port = uri.getPort() < 0 || uri.getPort() == usual ? "" : ":" + uri.getPort();
        return scheme + "://" + uri.getHost().toLowerCase(Locale.ROOT) + port;
    }

    private static boolean hasBody(HttpServletRequest request) {
        return request.getContentLengthLong() > 0 || request.getHeader("Transfer-Encoding") != null;
    }

    private static boolean isJson(HttpServletRequest request) {
        String type = String.valueOf(request.getContentType());
        return type.split(";", 2)[0].strip().equalsIgnoreCase("application/json");
    }

    /** The page that asks is another site's. */
    static final class Elsewhere extends AccessDeniedException {
        private static final long serialVersionUID = 1L;

        Elsewhere() {
            super("asked for by a page that is not of this site");
        }
    }
}
