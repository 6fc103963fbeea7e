package org.wardflow.flow.content;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.wardflow.core.ErrorCode;
import org.wardflow.core.WardflowException;

/**
 * A figure with one definition.
 *
 * @param sql one SELECT over gold and silver; {@code :as_of} is an instant
 * @param right what a role needs to be shown its figures, on the pages and by a login
 * @param small the column that counts the visits of a row; who is shown the KPI of all hospitals gets those of few visits only of the own
 *     wards. Empty if all rows are shown
 * @param thresholds by name, as text
 * @param parameters whole numbers that a site or a reader may set, by name, with their defaults; {@code :name} in the text
 */
public record Kpi(
        String name,
        String question,
        String definition,
        String source,
        String unit,
        String grain,
        String owner,
        AccessPolicy.Right right,
        Optional<String> small,
        Map<String, String> thresholds,
        SortedMap<String, Long> parameters,
        String sql) {
    /** As many visits as a row of elsewhere needs to be shown, where the KPI says which column counts them. */
    public static final int VISITS_MIN = 6;

    /** The most that a reader may set a parameter to: 114 years of hours. The least is 0. */
    public static final int PARAMETER_MAX = 1_000_000;

    public Kpi {
        thresholds = Map.copyOf(thresholds);
        parameters = Collections.unmodifiableSortedMap(new TreeMap<>(parameters));
    }

    /** All parameters with their values; USAGE for one that is not there, or a value below 0 or above {@link #PARAMETER_MAX}. */
    public SortedMap<String, Long> with(Map<String, Long> others) {
        SortedMap<String, Long> values = new TreeMap<>(parameters);
        others.forEach((parameter, value) -> {
            if (!parameters.containsKey(parameter)) {
                throw new WardflowException(
                        ErrorCode.USAGE,
                        "The KPI " + name + " has no parameter " + parameter,
                        "it has " + parameters.keySet(),
                        "name one of these");
            }
            if (value < 0 || value > PARAMETER_MAX) {
                throw new WardflowException(
                        ErrorCode.USAGE,
                        "The parameter %s of the KPI %s cannot be that".formatted(parameter, name),
                        String.valueOf(value),
                        "give a whole number from 0 to " + PARAMETER_MAX);
            }
            values.put(parameter, value);
        });
        return values;
    }
}
