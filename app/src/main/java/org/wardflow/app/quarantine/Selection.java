package org.wardflow.app.quarantine;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which of the rejected messages are meant; what is null does not matter.
 *
 * @param rule the first rule that hit
 * @param source the topic
 * @param hospital as sent
 * @param department as sent
 */
public record Selection(
        @Nullable String rule,
        @Nullable String source,
        @Nullable String hospital,
        @Nullable String department) {
    /** All of them. */
    public static final Selection ALL = new Selection(null, null, null, null);

    /** A predicate over {@code silver.quarantine q}. */
    String predicate() {
        List<String> parts = new ArrayList<>(List.of("true"));
        add(parts, "q.rule_id", rule);
        add(parts, "q.source", source);
        add(parts, "q.hospital_id", hospital);
        add(parts, "q.department", department);
        return String.join(" and ", parts);
    }

    private static void add(List<String> parts, String column, @Nullable String value) {
        if (value != null) {
            parts.add(column + " = " + literal(value));
        }
    }

    /** A text as SQL. */
    static String literal(String text) {
        return "'" + text.replace("'", "''") + "'";
    }
}
