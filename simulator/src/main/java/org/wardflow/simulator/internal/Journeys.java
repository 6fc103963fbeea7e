package org.wardflow.simulator.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** The ways of patients through a hospital. Each step plans the next one; durations are log-normal. */
final class Journeys {
    private static final long MINUTE = 60;
    private static final long HOUR = 60 * MINUTE;

    /** Who waits longer for a bed goes away, or is sent home or to a hospital outside the group. */
    private static final long UNSEEN_AT_MOST = 12 * HOUR;

    private static final long BOARDED_AT_MOST = 18 * HOUR;
    private static final double WARD_SHARE = 0.34;
    private static final double STRAIGHT_TO_WARD = 0.04;
    private static final double NO_SHOW = 0.006;
    private static final double ERRORS = 0.06;

    private final Agenda agenda;
    private final Chance chance;
    private final People people;
    private final BedBoard beds;
    private final Reporter reporter;
    private final Endings endings;
    private final Moves moves;
    private final WardStay wardStay;
    private final Registration registration;
    private final List<Case> visits = new ArrayList<>();
    private long numbers;

    Journeys(
            Agenda agenda,
            Chance chance,
            Chance staff,
            People people,
            BedBoard beds,
            Reporter reporter,
            Housekeeping housekeeping,
            Endings endings) {
        this.agenda = agenda;
        this.chance = chance;
        this.people = people;
        this.beds = beds;
        this.reporter = reporter;
        this.endings = endings;
        this.moves = new Moves(agenda, chance, staff, people, beds, reporter, housekeeping, endings);
        this.registration = new Registration(agenda, staff, people, reporter);
        this.wardStay = new WardStay(agenda, chance, staff, beds, reporter, moves, endings);
    }

    /** All visits, in order of arrival. */
    List<Case> visits() {
        return visits;
    }

    /** Someone comes to the emergency department. */
    void emergency(Facility facility) {
        boolean noShow = chance.happens(NO_SHOW);
        Case visit = register(facility, Facility.EMERGENCY, noShow);
        if (noShow) {
            registration.withdraw(visit, later(visit, chance.between(20 * MINUTE, 2 * HOUR)));
            return;
        }
        long seenAfter = chance.logNormal(18 * MINUTE, 0.7);
        if (chance.happens(STRAIGHT_TO_WARD)) {
            after(visit, seenAfter, () -> straightToWard(visit));
            return;
        }
        after(
                visit,
                seenAfter,
                () -> request(visit, Facility.EMERGENCY, bed -> {
                    moves.admit(visit, bed);
                    after(visit, chance.logNormal(190 * MINUTE, 0.5), () -> decide(visit));
                }));
    }

    private void decide(Case visit) {
        if (!chance.happens(WARD_SHARE)) {
            if (moves.isDying(visit)) {
                moves.die(visit);
            } else {
                moves.leaveAlive(visit);
            }
            return;
        }
        toWard(
                visit,
                bed -> {
                    registration.secondEncounter(visit, bed);
                    moves.transfer(visit, bed);
                },
                () -> moves.transferOut(visit));
    }

    /** A ward knows the patient, or it is clear at the door: admitted there, and never to a bed where the visit was registered. */
    private void straightToWard(Case visit) {
        toWard(visit, bed -> moves.admit(visit, bed), () -> registration.withdraw(visit, agenda.now()));
    }

    private void toWard(Case visit, Consumer<Bed> taken, Runnable tooLong) {
        int age = visit.person.ageAt(Reporter.localDate(visit.facility, agenda.now()));
        String department = Wards.fromEmergency(visit.facility, visit.person, age, chance);
        moves.requestBed(visit, department);
        after(
                visit,
                chance.logNormal(50 * MINUTE, 0.6),
                () -> beds.request(
                        visit.facility,
                        department,
                        bed ->
                                // The way there takes some minutes; the bed is kept.
                                after(visit, chance.between(5 * MINUTE, 25 * MINUTE), () -> {
                                    taken.accept(bed);
                                    wardStay.begin(visit, wardSeconds(department));
                                }),
                        BOARDED_AT_MOST,
                        tooLong));
    }

    /** Someone comes for a ward as planned, or sent by a doctor. */
    void planned(Facility facility) {
        direct(facility, Wards.planned(facility, chance));
    }

    /** A woman comes to give birth; the child is no patient. */
    void birth(Facility facility) {
        direct(facility, Wards.MATERNITY);
    }

    private void direct(Facility facility, String department) {
        if (chance.happens(facility.eightField())) {
            beds.take(facility, department).ifPresent(bed -> foretold(facility, bed));
            return;
        }
        Case visit = register(facility, department, false);
        after(
                visit,
                chance.between(0, 40 * MINUTE),
                () -> request(visit, department, bed -> {
                    moves.admit(visit, bed);
                    wardStay.begin(visit, wardSeconds(department));
                }));
    }

    /** A bed for somebody who has none yet, and who goes home if there is none for long. */
    private void request(Case visit, String department, Consumer<Bed> taker) {
        beds.request(
                visit.facility, department, taker, UNSEEN_AT_MOST, () -> registration.withdraw(visit, agenda.now()));
    }

    /** A visit that an old system reports once, with the discharge foretold, and that goes as foretold. */
    private void foretold(Facility facility, Bed bed) {
        long now = agenda.now();
        Person person = people.stranger(bed.department, Reporter.localDate(facility, now), now);
        String encounterId = Reporter.eightFieldEncounter(facility.id(), person.patientId, TimeText.naive(now));
        Case visit = new Case(person, facility, bed.department, encounterId, now);
        visits.add(visit);
        visit.admission = now;
        visit.enter(bed, now);
        visit.foretold = endings.time(facility, now + HOUR, now + wardSeconds(bed.department));
        reporter.foretell(visit, bed);
        agenda.at(visit.foretold, () -> moves.leaveForGood(visit));
    }

    private Case register(Facility facility, String department, boolean noShow) {
        long now = agenda.now();
        Person person = people.arrive(department, Reporter.localDate(facility, now), now);
        person.visits++;
        registration.secondIdentity(person);
        Case visit = new Case(person, facility, department, "E" + facility.id() + "-" + ++numbers, now);
        visit.prompt = chance.happens(ERRORS) || noShow;
        visits.add(visit);
        reporter.report("REGISTER", visit, now, null, Map.of("department", department));
        registration.mergeLater(visit);
        return visit;
    }

    private long wardSeconds(String department) {
        return chance.logNormal(Wards.hours(department) * HOUR, 0.55);
    }

    private void after(Case visit, long delay, Runnable action) {
        agenda.at(later(visit, delay), action);
    }

    private long later(Case visit, long delay) {
        return visit.facility.charted(agenda.now() + delay);
    }
}
