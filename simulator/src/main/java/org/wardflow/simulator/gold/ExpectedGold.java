package org.wardflow.simulator.gold;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import org.wardflow.simulator.gold.internal.Derivation;

/** The gold tables that docs/semantics.md demands for what was sent, in any order of sending. */
public final class ExpectedGold {

    /** The largest payload that is read at all, in bytes. */
    public static final int PAYLOAD_BYTES_MAX = 1 << 20;

    /**
     * All that gold depends on.
     *
     * @param patientFlow the topic patient-flow, copies included; read once
     * @param departmentTopic the topic department; read once
     * @param vitalSigns the topic vital-sign; read once
     * @param aliases of the attributes of the topics
     * @param ticks the ends of the closed hours, UTC
     * @param discarded SHA-256 in hex of messages and rows that a steward decided take part in nothing
     * @param payloadBytesMax larger payloads lie in side files and are not read
     */
    public record Input(
            Iterable<Delivery> patientFlow,
            Iterable<Delivery> departmentTopic,
            Iterable<Delivery> vitalSigns,
            List<Extract> departments,
            List<Extract> patients,
            List<Extract> doctors,
            Codes codes,
            Aliases aliases,
            SortedSet<Instant> ticks,
            Set<String> discarded,
            int payloadBytesMax) {
        public Input {
            discarded = Set.copyOf(discarded);
            departments = List.copyOf(departments);
            patients = List.copyOf(patients);
            doctors = List.copyOf(doctors);
        }

        /** Where nobody has discarded a message, no device reads anything, and every attribute has one name. */
        public Input(
                Iterable<Delivery> patientFlow,
                Iterable<Delivery> departmentTopic,
                List<Extract> departments,
                List<Extract> patients,
                List<Extract> doctors,
                Codes codes,
                SortedSet<Instant> ticks,
                int payloadBytesMax) {
            this(
                    patientFlow,
                    departmentTopic,
                    List.of(),
                    departments,
                    patients,
                    doctors,
                    codes,
                    Aliases.NONE,
                    ticks,
                    Set.of(),
                    payloadBytesMax);
        }
    }

    private final Derivation derivation;

    private ExpectedGold(Derivation derivation) {
        this.derivation = derivation;
    }

    /** Derives gold; takes memory for every distinct payload. */
    public static ExpectedGold derive(Input input) {
        return new ExpectedGold(new Derivation(input));
    }

    /** The tables by their name without layer, such as {@code fact_patient_flow}. */
    public Map<String, ExpectedTable> tables() {
        return Collections.unmodifiableMap(derivation.tables());
    }

    /** The findings of all rules, {@code exact_duplicate} among them though gold does not count it. */
    public List<ExpectedFinding> findings() {
        return Collections.unmodifiableList(derivation.findings());
    }

    /**
     * The start of the first hour that must have closed once another has: that of the earliest event that others follow
     * (docs/semantics.md §6). Empty if no event lies before.
     *
     * @param lastTick the end of the last closed hour
     */
    public Optional<Instant> firstHour(Instant lastTick) {
        return derivation.firstHour(lastTick);
    }

    /** The end of the last hour that closes by itself: the latest recorded time of any message, but not after {@code until}, cut to the hour. */
    public Optional<Instant> lastRecorded(Instant until) {
        return derivation.lastRecorded(until);
    }

    /** The patient id that merges have led to; the id itself if none has. */
    public String resolvePatient(String patientId) {
        return derivation.patient(patientId);
    }

    /** The encounter id that merges have led to; the id itself if none has. */
    public String resolveEncounter(String encounterId) {
        return derivation.encounter(encounterId);
    }
}
