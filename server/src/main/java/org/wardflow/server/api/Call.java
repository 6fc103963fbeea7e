package org.wardflow.server.api;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.springframework.web.servlet.function.ServerRequest;
import org.wardflow.server.access.Person;
import org.wardflow.server.access.Sessions;
import org.wardflow.server.access.Visitor;
import org.wardflow.server.audit.Asked;
import org.wardflow.server.http.Json;
import org.wardflow.server.http.Problem;

/** One request: who asks, and for what. */
public final class Call {
    private static final int TEXT_MAX = 200;

    private final ServerRequest request;
    private final Visitor visitor;
    private String asked = "";

    Call(ServerRequest request, Visitor visitor) {
        this.request = request;
        this.visitor = visitor;
    }

    /** Who asks. */
    public Person person() {
        return visitor.getPrincipal();
    }

    /** Who asks, and until when they may. */
    public Visitor visitor() {
        return visitor;
    }

    /** One name for all that they do: their account's, or the session's in a demonstration. */
    public String who() {
        return Sessions.account(person())
                .orElseGet(() -> Sessions.one(person(), request.servletRequest().getSession(false)));
    }

    /** A variable part of the path. */
    public String path(String name) {
        return bounded(name, request.pathVariable(name));
    }

    /** A parameter after the question mark; empty if it is not there. */
    public Optional<String> text(String name) {
        return request.param(name).filter(value -> !value.isEmpty()).map(value -> bounded(name, value));
    }

    /** The names of all parameters after the question mark. */
    public Set<String> names() {
        return request.params().keySet();
    }

    /** A parameter that must be there. */
    public String required(String name) {
        return text(name).orElseThrow(() -> wrong(name, "it is not there"));
    }

    /** A parameter that is an instant, as ISO 8601. */
    public Optional<Instant> instant(String name) {
        return text(name).map(value -> {
            try {
                return Instant.parse(value);
            } catch (DateTimeException e) {
                throw wrong(name, "write it as 2026-11-20T03:00:00Z");
            }
        });
    }

    /** A parameter that is a whole number in a range. */
    public int number(String name, int otherwise, int min, int max) {
        return text(name)
                .map(value -> {
                    try {
                        int number = Integer.parseInt(value);
                        if (number >= min && number <= max) {
                            return number;
                        }
                    } catch (NumberFormatException e) {
                        // Falls through to the one message.
                    }
                    throw wrong(name, "write a whole number from %s to %s".formatted(min, max));
                })
                .orElse(otherwise);
    }

    /** The body, as JSON. */
    public <T> T body(Class<T> type) {
        try {
            return Json.read(request.servletRequest().getInputStream(), type);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** Names for the audit what it is about, where its address does not, before anything can fail. */
    public void asks(String object) {
        asked = object;
    }

    /** The same for one of the things that an address is about, with the ward and the instant that are asked for. */
    public void asksOf(String thing) {
        String where = Asked.of(request.servletRequest());
        asks(where.equals("-") ? thing : thing + ": " + where);
    }

    /** What it is about, in the words of the audit. */
    String asked() {
        return asked.isEmpty() ? Asked.of(request.servletRequest()) : asked;
    }

    ServerRequest request() {
        return request;
    }

    private static String bounded(String name, String value) {
        if (value.length() > TEXT_MAX || value.chars().anyMatch(Character::isISOControl)) {
            throw wrong(name, "it is too long, or holds control characters");
        }
        return value;
    }

    private static Problem.Refused wrong(String name, String why) {
        return new Problem.Refused(Problem.of(400, "The parameter " + name + " cannot be used", why));
    }
}
