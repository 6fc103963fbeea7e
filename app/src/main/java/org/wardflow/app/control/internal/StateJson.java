package org.wardflow.app.control.internal;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import org.wardflow.app.live.LiveState;
import org.wardflow.app.notice.Problem;
import org.wardflow.core.WardflowException;

/** What the door answers, as JSON. */
public final class StateJson {
    private static final ObjectMapper JSON = new ObjectMapper();

    private StateJson() {}

    static ObjectNode of(LiveState state, Instant now) {
        ObjectNode json = object().put("phase", state.phase().name())
                .put("at", state.at().toString())
                .put("started", state.started().toString())
                .put("hours_at", state.hoursAt().toString())
                .put("closed_up_to", state.closedUpTo().map(Instant::toString).orElse(null))
                .put("manifest", state.manifest())
                .put("cycles", state.cycles())
                .put("gold_age_ms", state.goldAge(now).toMillis());
        state.lastCycle().ifPresent(cycle -> {
            ObjectNode last = json.putObject("last_cycle")
                    .put("ended", cycle.ended().toString())
                    .put("ms", cycle.took().toMillis())
                    .put("rows", cycle.rows())
                    .put("oldest_ms", cycle.oldest().toMillis())
                    .put("newest_ms", cycle.newest().toMillis());
            ObjectNode models = last.putObject("model_ms");
            cycle.models().forEach((model, took) -> models.put(model.toString(), took.toMillis()));
        });
        ArrayNode sources = json.putArray("sources");
        state.sources()
                .forEach(source -> sources.addObject()
                        .put("name", source.name())
                        .put("rows", source.rows())
                        .put("bytes", source.bytes())
                        .put("rows_per_second_10", source.rate10())
                        .put("rows_per_second_60", source.rate60())
                        .put("lag", source.lag())
                        .put(
                                "last_record",
                                source.lastRecord().map(Instant::toString).orElse(null)));
        ArrayNode problems = json.putArray("problems");
        state.problems().forEach(problem -> problems.add(of(problem)));
        return json;
    }

    static ObjectNode of(Problem problem) {
        return object().put("id", problem.id())
                .put("since", problem.since().toString())
                .put("what", problem.what())
                .put("safe", problem.safe())
                .put("fix", problem.fix());
    }

    static ObjectNode of(WardflowException failure) {
        ObjectNode json = object();
        json.putObject("error")
                .put("code", failure.code().name())
                .put("what", failure.what())
                .put("found", failure.found())
                .put("fix", failure.fix());
        return json;
    }

    static ObjectNode object() {
        return JSON.createObjectNode();
    }
}
