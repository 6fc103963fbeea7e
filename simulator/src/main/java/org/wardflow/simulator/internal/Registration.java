package org.wardflow.simulator.internal;

import java.util.HashMap;
import java.util.Map;

/** What goes wrong at the desk and is put right: second identities, second encounters, registrations taken back. */
final class Registration {
    private static final long MINUTE = 60;
    private static final long HOUR = 60 * MINUTE;
    private static final long DAY = 24 * HOUR;
    private static final double SECOND_IDENTITY = 0.08;
    private static final double SECOND_ENCOUNTER = 0.3;

    private final Agenda agenda;
    private final Chance staff;
    private final People people;
    private final Reporter reporter;
    private final Map<Person, String> formerIds = new HashMap<>();

    Registration(Agenda agenda, Chance staff, People people, Reporter reporter) {
        this.agenda = agenda;
        this.staff = staff;
        this.people = people;
        this.reporter = reporter;
    }

    /** Someone known is not found in the register, and gets a new id. */
    void secondIdentity(Person person) {
        if (person.visits > 1 && staff.happens(SECOND_IDENTITY)) {
            formerIds.put(person, person.patientId);
            person.patientId = people.newId();
            person.registeredTwice = true;
        }
    }

    /** Plans the merge of the two ids; either of them may survive, so that chains come about. */
    void mergeLater(Case visit) {
        Person person = visit.person;
        String former = formerIds.remove(person);
        if (former == null) {
            return;
        }
        visit.errors++;
        long delay = staff.between(2 * HOUR, 2 * DAY);
        agenda.at(visit.facility.charted(agenda.now() + delay), () -> {
            String later = person.patientId;
            boolean formerSurvives = staff.happens(0.6);
            person.patientId = formerSurvives ? former : later;
            reporter.mergePatients(
                    visit.facility, visit, agenda.now(), person.patientId, formerSurvives ? later : former);
            person.registeredTwice = false;
            visit.errors--;
        });
    }

    /** The ward registers the patient once more under its own encounter, and reports under it until the two are merged. */
    void secondEncounter(Case visit, Bed bed) {
        if (!visit.prompt || !staff.happens(SECOND_ENCOUNTER)) {
            return;
        }
        String second = visit.registeredId + "W";
        visit.encounterId = second;
        visit.mergedIds.add(second);
        visit.errors++;
        reporter.report("REGISTER", visit, agenda.now(), null, Map.of("department", bed.department));
        agenda.at(visit.facility.charted(agenda.now() + staff.between(10 * MINUTE, 3 * HOUR)), () -> {
            visit.encounterId = visit.registeredId;
            reporter.mergeEncounters(visit, agenda.now(), second);
            visit.errors--;
        });
    }

    /** The patient goes away without being seen, or is sent home; from now on all is recorded in order, so that it is clear what is taken back. */
    void withdraw(Case visit, long time) {
        visit.prompt = true;
        visit.errors++;
        agenda.at(time, () -> {
            reporter.report("CANCEL_REGISTER", visit, time, null, Map.of());
            visit.cancelled = true;
            visit.errors--;
            visit.person.leftAt = time;
        });
    }
}
