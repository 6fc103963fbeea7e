package org.wardflow.simulator.truth;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.wardflow.simulator.Ledger;
import org.wardflow.simulator.SentMessage;
import org.wardflow.simulator.SentMessage.Topic;
import org.wardflow.simulator.Simulation;
import org.wardflow.simulator.SimulationSpec;
import org.wardflow.simulator.gold.Aliases;
import org.wardflow.simulator.gold.Codes;
import org.wardflow.simulator.gold.Delivery;
import org.wardflow.simulator.gold.ExpectedGold;
import org.wardflow.simulator.gold.Extract;

/**
 * What was sent and what was true, up to a time.
 *
 * @param start of the simulation
 * @param end up to which it was let go on; the last hour that has closed ends here or before
 * @param patientFlow what was sent, with its default recorded time; streams from disk each time it is iterated
 * @param vitalSigns readings of devices, of which the simulator itself sends none
 */
public record Truth(
        Instant start,
        Instant end,
        Ledger ledger,
        Iterable<Delivery> patientFlow,
        Iterable<Delivery> departmentTopic,
        Iterable<Delivery> vitalSigns,
        List<Extract> departments,
        List<Extract> patients,
        List<Extract> doctors) {
    private static final Duration HOUR = Duration.ofHours(1);

    public Truth {
        departments = List.copyOf(departments);
        patients = List.copyOf(patients);
        doctors = List.copyOf(doctors);
    }

    /**
     * Reads a folder that {@link TruthWriter} wrote.
     *
     * @throws org.wardflow.core.WardflowException if it is not one
     */
    public static Truth read(Path directory) {
        return new TruthReader(new TruthFiles(directory)).read();
    }

    /**
     * Lets a simulation go on to a time, once more: what it sent, each message with the time of its sending for want of a recorded
     * time of its own, and the extracts of departments and doctors as they were when the doors opened.
     */
    public static Truth of(SimulationSpec spec, Instant until) {
        Simulation simulation = new Simulation(spec);
        Extract departments = Extract.ofCsv(simulation.departmentsCsv(), spec.start());
        Extract doctors = Extract.ofCsv(simulation.doctorsCsv(), spec.start());
        Map<Topic, List<Delivery>> sent = new EnumMap<>(Topic.class);
        for (SentMessage message : simulation.advanceTo(until)) {
            sent.computeIfAbsent(message.topic(), topic -> new ArrayList<>())
                    .add(new Delivery(message.payload(), message.logTime()));
        }
        return new Truth(
                spec.start(),
                until,
                simulation.ledger(),
                sent.getOrDefault(Topic.PATIENT_FLOW, List.of()),
                sent.getOrDefault(Topic.DEPARTMENT, List.of()),
                List.of(),
                List.of(departments),
                List.of(),
                List.of(doctors));
    }

    /** The ends of the hours of the simulation, all closed. */
    public SortedSet<Instant> ticks() {
        return ticks(start, end);
    }

    /** The ends of the hours from a start to an end. */
    public static SortedSet<Instant> ticks(Instant start, Instant end) {
        SortedSet<Instant> ticks = new TreeSet<>();
        for (Instant tick = start.plus(HOUR); !tick.isAfter(end); tick = tick.plus(HOUR)) {
            ticks.add(tick);
        }
        return ticks;
    }

    /** Derives the gold that is expected of all this, once the hours of {@code ticks} have closed. */
    public ExpectedGold expectedGold(Codes codes, SortedSet<Instant> ticks) {
        return expectedGold(codes, Aliases.NONE, ticks, Set.of());
    }

    /**
     * The same where a steward discarded messages, or attributes have other names too.
     *
     * @param discarded SHA-256 of their payloads, in hex
     */
    public ExpectedGold expectedGold(Codes codes, Aliases aliases, SortedSet<Instant> ticks, Set<String> discarded) {
        return ExpectedGold.derive(new ExpectedGold.Input(
                patientFlow,
                departmentTopic,
                vitalSigns,
                departments,
                patients,
                doctors,
                codes,
                aliases,
                ticks,
                discarded,
                ExpectedGold.PAYLOAD_BYTES_MAX));
    }
}
