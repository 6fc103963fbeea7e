package org.wardflow.app.settings;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * A length of time for each source.
 *
 * @param others for sources without one of their own; zero for none
 * @param named by source; zero for none
 */
public record SourceTimes(Duration others, Map<String, Duration> named) {
    public SourceTimes {
        named = Map.copyOf(named);
    }

    /** That of one source; zero for none. */
    public Duration of(String source) {
        return named.getOrDefault(source, others);
    }

    static SourceTimes parse(String text, Function<String, Duration> time) {
        Duration others = Duration.ZERO;
        Map<String, Duration> named = new LinkedHashMap<>();
        for (String part : text.split(",", -1)) {
            int equals = part.indexOf('=');
            if (equals < 0) {
                others = time.apply(part.strip());
            } else {
                named.put(
                        part.substring(0, equals).strip(),
                        time.apply(part.substring(equals + 1).strip()));
            }
        }
        return new SourceTimes(others, named);
    }
}
