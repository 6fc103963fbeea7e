package org.wardflow.server.audit;

import jakarta.servlet.http.HttpServletRequest;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a request asks about, in the words of the audit, whatever comes of it. */
public final class Asked {
    private static final int TEXT_MAX = 200;

    private Asked() {}

    /** The ward and the instant that a request names; {@code -} if it names none. */
    public static String of(HttpServletRequest request) {
        List<String> parts = new ArrayList<>();
        for (String name : List.of("hospital", "department")) {
            text(request.getParameter(name)).ifPresent(value -> parts.add(name + " " + value));
        }
        return at(parts.isEmpty() ? "-" : String.join(", ", parts), asOf(request));
    }

    /** The same object at the instant that was looked at; now goes without saying. */
    public static String at(String object, Optional<Instant> asOf) {
        return asOf.map(instant -> (object.equals("-") ? "" : object + ", ") + "as of " + instant)
                .orElse(object);
    }

    /** The instant that a request names, if it is one. */
    public static Optional<Instant> asOf(HttpServletRequest request) {
        return text(request.getParameter("asof")).flatMap(Asked::instant);
    }

    private static Optional<Instant> instant(String text) {
        try {
            return Optional.of(Instant.parse(text));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static Optional<String> text(@Nullable String value) {
        return Optional.ofNullable(value).filter(text -> !text.isEmpty() && text.length() <= TEXT_MAX);
    }
}
