package org.wardflow.app.settings;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.wardflow.core.ErrorCode;
import org.wardflow.core.WardflowException;

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

    /** SETTING_INVALID if one is named that is not among those there are: it would never be looked at. */
    public void requireKnown(String setting, Set<String> sources) {
        Set<String> unknown = new TreeSet<>(named.keySet());
        unknown.removeAll(sources);
        if (!unknown.isEmpty()) {
            throw new WardflowException(
                    ErrorCode.SETTING_INVALID,
                    "The setting " + setting + " names a source that there is not",
                    String.join(", ", unknown),
                    "name one of these: " + String.join(", ", new TreeSet<>(sources)));
        }
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
