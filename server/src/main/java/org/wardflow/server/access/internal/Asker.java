package org.wardflow.server.access.internal;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * From which address a request comes. Behind trusted proxies it is the last one on the way that is none of them: what stands before
 * it, whoever sent the request may have written.
 */
final class Asker {
    private static final String X_FORWARDED_FOR = "X-Forwarded-For";

    /** RFC 7239. */
    private static final String FORWARDED = "Forwarded";

    private static final Pattern FOR = Pattern.compile("(?i)(?:^|;)\\s*for=\"?([^;\"]*)");
    private static final String BYTE = "(?:25[0-5]|2[0-4][0-9]|1?[0-9]{1,2})";
    private static final Pattern V4 = Pattern.compile("(" + BYTE + "(?:\\." + BYTE + "){3})(?::[0-9]+)?");
    private static final Pattern V6 =
            Pattern.compile("\\[?([0-9a-fA-F]{0,4}(?::[0-9a-fA-F]{0,4}){2,7})(?:](?::[0-9]+)?)?");

    private final Predicate<String> proxy;

    /** @param proxy whether an address is a trusted proxy's */
    Asker(Predicate<String> proxy) {
        this.proxy = proxy;
    }

    /** The address; the proxy's own if it does not tell. */
    String of(HttpServletRequest request) {
        return of(
                request.getRemoteAddr(),
                Collections.list(request.getHeaders(FORWARDED)),
                Collections.list(request.getHeaders(X_FORWARDED_FOR)));
    }

    String of(String peer, List<String> forwarded, List<String> forwardedFor) {
        String at = peer;
        List<String> hops = hops(forwarded, forwardedFor);
        for (int i = hops.size() - 1; i >= 0 && proxy.test(at); i--) {
            Optional<String> hop = address(hops.get(i));
            if (hop.isEmpty()) {
                return at;
            }
            at = hop.get();
        }
        return at;
    }

    /** A proxy writes one of the headers; with both, whoever sent the request wrote one of them, and it is not known which. */
    private static List<String> hops(List<String> forwarded, List<String> forwardedFor) {
        if (!forwarded.isEmpty() && !forwardedFor.isEmpty()) {
            return List.of();
        }
        return forwarded.isEmpty()
                ? elements(forwardedFor).toList()
                : elements(forwarded).map(Asker::said).toList();
    }

    private static Stream<String> elements(List<String> lines) {
        return lines.stream().flatMap(line -> Stream.of(line.split(",", -1)));
    }

    private static String said(String element) {
        Matcher says = FOR.matcher(element);
        return says.find() ? says.group(1) : "";
    }

    /** Never a name, which would be looked up. */
    private static Optional<String> address(String hop) {
        return Stream.of(V4, V6)
                .map(pattern -> pattern.matcher(hop.strip()))
                .filter(Matcher::matches)
                .map(matcher -> matcher.group(1))
                .findFirst();
    }
}
