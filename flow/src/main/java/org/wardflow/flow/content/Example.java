package org.wardflow.flow.content;

import java.util.Map;

/**
 * A worked example of a model or a KPI.
 *
 * @param of the table or KPI
 * @param given by table, its rows; tables left out are empty
 * @param expected all columns or some
 * @param parameters of a KPI: {@code as_of}
 * @param why what it shows, in two sentences
 */
public record Example(
        String of, String name, Map<String, Csv> given, Csv expected, Map<String, String> parameters, String why) {
    public Example {
        given = Map.copyOf(given);
        parameters = Map.copyOf(parameters);
    }

    @Override
    public String toString() {
        return of + "/" + name;
    }
}
