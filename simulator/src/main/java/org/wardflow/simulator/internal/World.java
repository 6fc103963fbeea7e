package org.wardflow.simulator.internal;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.wardflow.simulator.Ledger;
import org.wardflow.simulator.SentMessage;
import org.wardflow.simulator.SimulationSpec;

/** The parts of the simulated world, wired. */
public final class World {
    private final Agenda agenda;
    private final Outbox outbox = new Outbox();
    private final People people;
    private final Journeys journeys;
    private final BedBoard beds;
    private final Staffing staffing;

    /** Opens the doors at the spec's start. */
    public World(SimulationSpec spec) {
        SplittableRandom root = new SplittableRandom(spec.seed());
        // A stream for each purpose, split in this order for ever: what one draws does not change another.
        Chance arriving = new Chance(root.split());
        Chance persons = new Chance(root.split());
        Chance durations = new Chance(root.split());
        Chance cleaning = new Chance(root.split());
        Chance staff = new Chance(root.split());
        Chance capacity = new Chance(root.split());
        Chance sending = new Chance(root.split());
        Chance dirt = new Chance(root.split());
        Chance dying = new Chance(root.split());
        Chance closing = new Chance(root.split());
        Chance leaving = new Chance(root.split());

        List<Facility> facilities = Facility.GROUP.subList(0, spec.hospitals());
        agenda = new Agenda(spec.start().getEpochSecond());
        beds = new BedBoard(agenda, facilities);
        Incidents incidents = new Incidents(spec, agenda);
        Contamination contamination = new Contamination(incidents, dirt, outbox, beds);
        Reporter reporter = new Reporter(new Wire(sending, incidents, contamination));
        people = new People(persons);
        Housekeeping housekeeping = new Housekeeping(agenda, cleaning, beds, reporter);
        Endings endings = new Endings(dying, durations, leaving);
        journeys = new Journeys(agenda, durations, staff, people, beds, reporter, housekeeping, endings);
        staffing = new Staffing(agenda, capacity, closing, outbox, facilities, beds);
        staffing.open();
        Arrivals arrivals = new Arrivals(agenda, arriving, journeys);
        arrivals.open(facilities);
        incidents.open(facilities, arrivals);
    }

    /** Lets time pass; returns what is sent up to the time. */
    public List<SentMessage> advanceTo(long time) {
        agenda.runUntil(time);
        return outbox.sendUntil(time);
    }

    /** The truth up to now. */
    public Ledger ledger() {
        Map<Person, String> firstIds = new HashMap<>();
        return new Ledger(
                journeys.visits().stream()
                        .map(visit -> visit.snapshot(
                                agenda.now(), firstIds.computeIfAbsent(visit.person, person -> visit.patientId)))
                        .toList(),
                outbox.labels(),
                beds.snapshot(agenda.now(), staffing));
    }

    public String departmentsCsv() {
        return staffing.departmentsCsv();
    }

    public String doctorsCsv() {
        return staffing.doctorsCsv();
    }

    /** Everybody on the register, the dead too; each row at the time of the person's last change. */
    public String patientsCsv() {
        List<String> rows = new ArrayList<>();
        for (Person person : people.known()) {
            LocalDate changed = LocalDate.ofInstant(Instant.ofEpochSecond(person.changedAt), ZoneOffset.UTC);
            rows.add(Staffing.csv(
                    person.patientId,
                    person.gender,
                    person.ageAt(changed),
                    person.birthDate,
                    person.insurance,
                    person.postalCode,
                    TimeText.zulu(person.changedAt)));
        }
        return Staffing.file("patient_id,gender,age,birth_date,insurance,postal_code,updated_at", rows);
    }
}
