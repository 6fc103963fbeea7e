package org.wardflow.app.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.wardflow.core.ErrorCode;
import org.wardflow.core.WardflowException;
import org.wardflow.simulator.Dirt;
import org.wardflow.simulator.Incident;
import org.wardflow.simulator.SimulationSpec;

/**
 * What a demo goes on from: its simulation, which the spec alone determines, and how far it got. It is written once the broker has
 * stored what it tells of, so a kill in between makes the next start send a second or so of messages again, which gold does not
 * show.
 *
 * @param sentUntil all that the hospitals sent up to here is in the broker
 */
record DemoState(SimulationSpec spec, Instant sentUntil) {
    private static final String FILE = "demo.json";
    private static final String WORLD = "world";
    private static final ObjectMapper JSON = new ObjectMapper();

    /** The state of a demo that has not begun. */
    static DemoState fresh(SimulationSpec spec) {
        return new DemoState(spec, spec.start());
    }

    DemoState sentUntil(Instant time) {
        return new DemoState(spec, time);
    }

    DemoState with(Incident incident) {
        return new DemoState(spec.with(incident), sentUntil);
    }

    /** Whether a home has one, though it may be damaged. */
    static boolean isIn(Path home) {
        return Files.exists(home.resolve(FILE));
    }

    /** Reads the state of a home; empty if no demo was begun in it. INPUT_UNREADABLE if it is none that this program wrote, or its seed gives other bytes by now. */
    static Optional<DemoState> read(Path home) {
        Path file = home.resolve(FILE);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            JsonNode json = JSON.readTree(Files.readString(file));
            String world = json.path(WORLD).asText("none");
            if (!world.equals(SimulationSpec.WORLD)) {
                throw otherWorld(home, world);
            }
            List<Incident> incidents = new ArrayList<>();
            for (JsonNode incident : json.path("incidents")) {
                incidents.add(new Incident(
                        Incident.Kind.of(incident.path("kind").asText()).orElseThrow(),
                        Instant.parse(incident.path("from").asText())));
            }
            SimulationSpec spec = new SimulationSpec(
                    json.path("hospitals").asInt(),
                    json.path("days").asInt(),
                    json.path("seed").asLong(),
                    Instant.parse(json.path("start").asText()),
                    Dirt.standard(),
                    incidents);
            return Optional.of(
                    new DemoState(spec, Instant.parse(json.path("sent_until").asText())));
        } catch (WardflowException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            throw new WardflowException(
                    ErrorCode.INPUT_UNREADABLE,
                    "The demo in " + home + " cannot go on",
                    file + " is damaged: " + e.getClass().getSimpleName(),
                    "begin anew: ./wardflow demo --new",
                    e);
        }
    }

    /** What was sent and what would be are no one story: its verification would find that, at the end. */
    private static WardflowException otherWorld(Path home, String found) {
        return new WardflowException(
                ErrorCode.INPUT_UNREADABLE,
                "The demo in " + home + " cannot go on",
                "another version of Wardflow began it, whose hospitals send other messages (world %s; here %s)"
                        .formatted(found, SimulationSpec.WORLD),
                "begin anew: ./wardflow demo --new");
    }

    /** Writes it; a crash leaves the old or the new one. */
    void write(Path home) {
        ObjectNode json = JSON.createObjectNode()
                .put(WORLD, SimulationSpec.WORLD)
                .put("hospitals", spec.hospitals())
                .put("days", spec.days())
                .put("seed", spec.seed())
                .put("start", spec.start().toString())
                .put("sent_until", sentUntil.toString());
        ArrayNode incidents = json.putArray("incidents");
        spec.incidents()
                .forEach(incident -> incidents
                        .addObject()
                        .put("kind", incident.kind().id())
                        .put("from", incident.from().toString()));
        Path temporary = home.resolve(FILE + ".tmp");
        try {
            Files.writeString(temporary, json.toPrettyString() + "\n");
            try (FileChannel file = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
                file.force(true);
            }
            Files.move(temporary, home.resolve(FILE), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new WardflowException(
                    ErrorCode.DISK_FAILED,
                    "How far the demo got cannot be written",
                    e.getClass().getSimpleName(),
                    "check the disk; a restart sends some messages again, which changes nothing",
                    e);
        }
    }
}
