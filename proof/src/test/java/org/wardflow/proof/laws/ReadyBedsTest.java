package org.wardflow.proof.laws;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wardflow.proof.CommandLineUser;
import org.wardflow.simulator.WorldWard;
import org.wardflow.simulator.WorldWard.Condition;
import org.wardflow.simulator.truth.Truth;

/** The beds that a bed manager is told to be ready, beside those that were: what the simulator knows of each bed itself. */
class ReadyBedsTest {
    private static final List<String> FIELDS =
            List.of("occupied", "ready_beds", "dirty_beds", "cleaning_beds", "closed_beds");

    private static final Set<Condition> RARE = Set.of(Condition.KEPT, Condition.CLOSED);

    @TempDir
    private static Path folder;

    @Test
    void readyBedsAreThoseThatWere() throws IOException {
        CommandLineUser user = new CommandLineUser(folder.resolve("home"));
        Path simulated = folder.resolve("simulated");
        String[] simulate = {
            "simulate", "--out", simulated.toString(), "--hospitals", "3", "--days", "7", "--seed", "15"
        };
        assertThat(user.succeed(simulate)).contains("messages");
        assertThat(user.succeed("ingest", "--simulated", simulated.toString())).contains("rows");
        Truth truth = Truth.read(simulated);
        assertThat(user.succeed("run", "--until", truth.end().toString())).isNotEmpty();
        Map<String, Long> seen = new TreeMap<>();
        int compared = 0;
        Set<Instant> moments = moments(truth);
        for (Instant at : moments) {
            Map<String, List<Long>> shown = shown(user, at);
            for (WorldWard ward : truth.ledger().wardsAsTold(at)) {
                List<Long> real = List.of(
                        ward.count(Condition.OCCUPIED, at),
                        ward.ready(at),
                        ward.count(Condition.DIRTY, at),
                        ward.count(Condition.CLEANING, at),
                        ward.count(Condition.CLOSED, at));
                assertThat(shown.get(ward.id()))
                        .as("%s of %s as of %s", FIELDS, ward.id(), at)
                        .isEqualTo(real);
                for (int i = 0; i < real.size(); i++) {
                    seen.merge(FIELDS.get(i), real.get(i), Long::sum);
                }
                seen.merge("kept", ward.count(Condition.KEPT, at), Long::sum);
                compared++;
            }
        }
        // Dirt and what is under way leave out the others.
        assertThat(compared).isGreaterThan(moments.size() * 3 * 7 / 4);
        assertThat(seen).allSatisfy((field, beds) -> assertThat(beds).as(field).isPositive());
    }

    /** Some moments, and half an hour into what is rare: leaves from beds that a word was said of, and closures. */
    private static Set<Instant> moments(Truth truth) {
        Set<Instant> moments = new TreeSet<>();
        for (int minutes : List.of(0, 191, 1_003, 2_873, 4_555, 5_642, 7_000)) {
            moments.add(truth.end().minus(Duration.ofMinutes(minutes)));
        }
        truth.ledger().wards().stream()
                .flatMap(ward -> ward.beds().stream())
                .flatMap(bed -> bed.turns().stream())
                .filter(turn -> RARE.contains(turn.condition()) && turn.isTold())
                .forEach(turn -> moments.add(turn.from().plus(Duration.ofMinutes(30))));
        return moments;
    }

    private static Map<String, List<Long>> shown(CommandLineUser user, Instant at) throws IOException {
        Map<String, List<Long>> shown = new TreeMap<>();
        JsonNode rows = new ObjectMapper()
                .readTree(user.succeed("kpi", "show", "occupancy_now", "--as-of", at.toString(), "--format", "json"));
        for (JsonNode row : rows) {
            shown.put(
                    row.path("hospital_id").asText() + "/"
                            + row.path("department").asText(),
                    FIELDS.stream().map(field -> row.path(field).asLong()).toList());
        }
        return shown;
    }
}
