package org.wardflow.proof.docs;

import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.wardflow.flow.content.Kpi;

/** The KPIs as a page shows them. */
final class KpisText {
    private KpisText() {}

    static String of(Collection<Kpi> kpis) {
        StringBuilder text = new StringBuilder("\n");
        for (Kpi kpi : kpis) {
            text.append("### ").append(kpi.name()).append("\n\n");
            text.append(kpi.question()).append(' ').append(kpi.definition()).append("\n\n");
            text.append("| unit | a row for each | from | owner |").append("\n|---|---|---|---|\n");
            text.append("| %s | %s | %s | %s |%n%n".formatted(kpi.unit(), kpi.grain(), kpi.source(), kpi.owner()));
            line(text, "Thresholds", kpi.thresholds());
            line(text, "Parameters", kpi.parameters());
        }
        return text.toString();
    }

    private static void line(StringBuilder text, String title, Map<String, ?> values) {
        if (!values.isEmpty()) {
            text.append(title)
                    .append(": ")
                    .append(new TreeMap<String, Object>(values)
                            .entrySet().stream()
                                    .map(value -> "`%s` %s".formatted(value.getKey(), value.getValue()))
                                    .collect(Collectors.joining(", ")))
                    .append(".\n\n");
        }
    }
}
