package org.wardflow.app.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.wardflow.app.terminal.Cells;

/** The state of the running process, in lines for people. */
final class LiveLines {
    private LiveLines() {}

    /** The whole of it. */
    static List<String> all(JsonNode state) {
        List<String> lines = new ArrayList<>();
        lines.add("%s at %s, hours closed up to %s"
                .formatted(
                        state.path("phase").asText(),
                        state.path("at").asText(),
                        state.path("closed_up_to").asText("none")));
        lines.add("manifest %s, %s; gold is %s ms behind what was taken in"
                .formatted(
                        Cells.count(state.path("manifest").asLong()),
                        Cells.count(state.path("cycles").asLong(), "cycle"),
                        Cells.count(state.path("gold_age_ms").asLong())));
        JsonNode cycle = state.path("last_cycle");
        if (cycle.isObject()) {
            lines.add("last cycle %s in %s ms, from event to gold %s to %s ms; slowest models: %s"
                    .formatted(
                            Cells.count(cycle.path("rows").asLong(), "row"),
                            Cells.count(cycle.path("ms").asLong()),
                            Cells.count(cycle.path("newest_ms").asLong()),
                            Cells.count(cycle.path("oldest_ms").asLong()),
                            slowest(cycle.path("model_ms"))));
        }
        lines.add("");
        lines.add("%-28s %12s %9s %9s %9s  %s".formatted("source", "rows", "rows/s", "rows/s", "lag", "last record"));
        lines.add("%-28s %12s %9s %9s".formatted("", "", "10 s", "60 s"));
        state.path("sources")
                .forEach(source -> lines.add("%-28s %12s %9s %9s %9s  %s"
                        .formatted(
                                source.path("name").asText(),
                                Cells.count(source.path("rows").asLong()),
                                Cells.decimal(source.path("rows_per_second_10").asDouble(), 1),
                                Cells.decimal(source.path("rows_per_second_60").asDouble(), 1),
                                Cells.count(source.path("lag").asLong()),
                                source.path("last_record").asText("none since the start"))));
        lines.addAll(problems(state));
        return lines;
    }

    /** One line, for a log or a pipe. */
    static String one(JsonNode state) {
        long rows = 0;
        long lag = 0;
        double rate = 0;
        for (JsonNode source : state.path("sources")) {
            rows += source.path("rows").asLong();
            lag += source.path("lag").asLong();
            rate += source.path("rows_per_second_10").asDouble();
        }
        return "%s %s manifest=%s rows=%s rows_per_second=%s lag=%s gold_age_ms=%s cycle_ms=%s problems=%s"
                .formatted(
                        state.path("at").asText(),
                        state.path("phase").asText(),
                        state.path("manifest").asLong(),
                        rows,
                        Cells.decimal(rate, 1),
                        lag,
                        state.path("gold_age_ms").asLong(),
                        state.path("last_cycle").path("ms").asLong(),
                        state.path("problems").size());
    }

    /** What does not work. */
    static List<String> problems(JsonNode state) {
        List<String> lines = new ArrayList<>();
        state.path("problems").forEach(problem -> {
            lines.add("");
            lines.add("! since %s: %s"
                    .formatted(
                            problem.path("since").asText(), problem.path("what").asText()));
            lines.add("  Safe: " + problem.path("safe").asText());
            lines.add("  Fix:  " + problem.path("fix").asText());
        });
        return lines;
    }

    private static String slowest(JsonNode models) {
        List<Map.Entry<String, JsonNode>> all = new ArrayList<>(models.properties());
        all.sort((a, b) -> Long.compare(b.getValue().asLong(), a.getValue().asLong()));
        return all.stream()
                .limit(3)
                .map(model -> model.getKey() + " " + model.getValue().asLong() + " ms")
                .collect(Collectors.joining(", "));
    }
}
