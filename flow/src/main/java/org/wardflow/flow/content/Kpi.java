package org.wardflow.flow.content;

import java.util.Map;

/**
 * A figure with one definition.
 *
 * @param sql one SELECT over gold and silver; {@code :as_of} is an instant
 * @param thresholds by name, as text
 */
public record Kpi(
        String name,
        String question,
        String definition,
        String source,
        String unit,
        String grain,
        String owner,
        Map<String, String> thresholds,
        String sql) {
    public Kpi {
        thresholds = Map.copyOf(thresholds);
    }
}
