package org.wardflow.app.control.internal;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Whom the door lets in. The token keeps out other accounts of this machine; the host and origin checks keep out a web page that
 * its owner's browser shows, which could otherwise reach this address.
 */
public final class Guard {
    private static final Set<String> HOSTS = Set.of("localhost", "127.0.0.1");

    private final byte[] token;

    /** Lets in who brings this token. */
    public Guard(String token) {
        this.token = ("Bearer " + token).getBytes(StandardCharsets.UTF_8);
    }

    /** Why a request is not answered. */
    public record Refusal(int status, String why) {}

    /** Checks what holds for every request. */
    Optional<Refusal> any(HttpExchange exchange, String method) {
        List<String> hosts = exchange.getRequestHeaders().getOrDefault("Host", List.of());
        if (hosts.size() != 1 || !HOSTS.contains(name(hosts.get(0)))) {
            return refuse(403, "the Host header must be localhost or 127.0.0.1");
        }
        if (!exchange.getRequestMethod().equals(method)) {
            exchange.getResponseHeaders().set("Allow", method);
            return refuse(405, "only " + method + " is answered here");
        }
        return Optional.empty();
    }

    /** Checks what a request must bring that only the owner may make. */
    Optional<Refusal> owner(HttpExchange exchange) {
        Headers headers = exchange.getRequestHeaders();
        if (headers.containsKey("Origin")) {
            return refuse(403, "requests of web pages are not answered");
        }
        List<String> brought = headers.getOrDefault("Authorization", List.of());
        if (brought.size() != 1 || !MessageDigest.isEqual(token, brought.get(0).getBytes(StandardCharsets.UTF_8))) {
            return refuse(401, "the token of run/process.json is missing or another one");
        }
        return Optional.empty();
    }

    /** Checks that a body is said to be JSON, which a web page cannot say without asking first. */
    Optional<Refusal> json(HttpExchange exchange) {
        String type = String.valueOf(exchange.getRequestHeaders().getFirst("Content-Type"));
        return type.toLowerCase(Locale.ROOT).split(";", 2)[0].strip().equals("application/json")
                ? Optional.empty()
                : refuse(415, "the body must be application/json");
    }

    private static String name(String host) {
        int colon = host.lastIndexOf(':');
        return (colon < 0 ? host : host.substring(0, colon)).toLowerCase(Locale.ROOT);
    }

    private static Optional<Refusal> refuse(int status, String why) {
        return Optional.of(new Refusal(status, why));
    }
}
