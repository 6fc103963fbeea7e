package org.wardflow.simulator.internal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What happens to a patient's bed: admission, transfer, leave, return, discharge; and the errors about them that staff take back. */
final class Moves {
    private static final long MINUTE = 60;
    private static final long HOUR = 60 * MINUTE;
    private static final long DAY = 24 * HOUR;
    private static final long UPDATE_AT_LEAST = 8 * HOUR;
    private static final long UPDATE_AT_MOST = 108 * HOUR;

    private final Agenda agenda;
    private final Chance chance;
    private final Chance staff;
    private final People people;
    private final BedBoard beds;
    private final Reporter reporter;
    private final Housekeeping housekeeping;
    private final Endings endings;

    Moves(
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
        this.staff = staff;
        this.people = people;
        this.beds = beds;
        this.reporter = reporter;
        this.housekeeping = housekeeping;
        this.endings = endings;
    }

    void admit(Case visit, Bed bed) {
        long now = agenda.now();
        visit.admission = now;
        visit.enter(bed, now);
        Optional<Bed> wrong =
                visit.prompt && staff.happens(0.15) ? beds.take(visit.facility, bed.department) : Optional.empty();
        wrong.ifPresentOrElse(
                wrongBed -> {
                    String id = reporter.report("ADMISSION", visit, now, wrongBed, Map.of());
                    takeBack(visit, "CANCEL_ADMISSION", id, staff.between(3 * MINUTE, 25 * MINUTE), () -> {
                        reporter.report("ADMISSION", visit, now, bed, Map.of());
                        beds.makeReady(wrongBed);
                    });
                },
                () -> reporter.report("ADMISSION", visit, now, bed, Map.of()));
        keepUpdated(visit);
    }

    /** No visit is silent for a week: somebody writes something at least every five days. */
    private void keepUpdated(Case visit) {
        after(visit, Math.min(UPDATE_AT_MOST, UPDATE_AT_LEAST + chance.logNormal(12 * HOUR, 0.9)), () -> {
            if (visit.inHouse()) {
                people.maybeChange(visit.person, agenda.now());
                reporter.report("UPDATE", visit, agenda.now(), null, Map.of());
                keepUpdated(visit);
            }
        });
    }

    void requestBed(Case visit, String department) {
        String id = reporter.report("DECISION_TO_ADMIT", visit, agenda.now(), null, Map.of());
        if (visit.prompt && staff.happens(0.05)) {
            takeBack(
                    visit,
                    "CANCEL_DECISION_TO_ADMIT",
                    id,
                    4 * MINUTE,
                    () -> reporter.report("DECISION_TO_ADMIT", visit, agenda.now(), null, Map.of()));
        }
        Map<String, Object> pending = Map.of("pending_department", department);
        String pendingId = reporter.report("PENDING_TRANSFER", visit, agenda.now(), null, pending);
        if (visit.prompt && staff.happens(0.1)) {
            takeBack(
                    visit,
                    "CANCEL_PENDING_TRANSFER",
                    pendingId,
                    2 * MINUTE,
                    () -> reporter.report("PENDING_TRANSFER", visit, agenda.now(), null, pending));
        }
    }

    void transfer(Case visit, Bed bed) {
        Bed from = visit.bedNow();
        visit.leaveBed(agenda.now());
        visit.enter(bed, agenda.now());
        reporter.report("TRANSFER", visit, agenda.now(), bed, Map.of());
        housekeeping.vacated(from);
    }

    /** A transfer, or two, are entered for the wrong patient and taken back, the latest first; nobody moves. */
    void phantomTransfer(Case visit, Runnable then) {
        List<Bed> held = new ArrayList<>();
        beds.take(visit.facility, visit.bedNow().department).ifPresent(held::add);
        if (held.isEmpty()) {
            then.run();
            return;
        }
        String first = reporter.report("TRANSFER", visit, agenda.now(), held.get(0), Map.of());
        long delay = staff.between(5 * MINUTE, 50 * MINUTE);
        Optional<Bed> second =
                staff.happens(0.4) ? beds.take(visit.facility, visit.bedNow().department) : Optional.empty();
        second.ifPresent(bed -> {
            held.add(bed);
            after(visit, delay / 2, () -> {
                reporter.report("TRANSFER", visit, agenda.now(), bed, Map.of());
                takeBack(visit, "CANCEL_TRANSFER", null, delay, () -> {});
            });
        });
        // Later than the inner one is taken back, so that the two nest.
        takeBack(visit, "CANCEL_TRANSFER", second.isPresent() ? null : first, 2 * delay, () -> {
            held.forEach(beds::makeReady);
            then.run();
        });
    }

    void leave(Case visit, Runnable then) {
        String id = reporter.report("LEAVE", visit, agenda.now(), null, Map.of());
        if (visit.prompt && staff.happens(0.3)) {
            takeBack(visit, "CANCEL_LEAVE", id, staff.between(5 * MINUTE, 40 * MINUTE), then);
            return;
        }
        Bed kept = visit.bedNow();
        visit.leaveBed(agenda.now());
        long away = chance.between(4 * HOUR, 30 * HOUR);
        if (visit.prompt && staff.happens(0.5)) {
            after(visit, away / 2, () -> {
                String early = reporter.report("RETURN", visit, agenda.now(), null, Map.of());
                takeBack(visit, "CANCEL_RETURN", early, staff.between(5 * MINUTE, 40 * MINUTE), () -> {});
            });
        }
        after(visit, away, () -> comeBack(visit, kept, then));
    }

    private void comeBack(Case visit, Bed kept, Runnable then) {
        Optional<Bed> other = chance.happens(0.3) ? beds.take(visit.facility, kept.department) : Optional.empty();
        Bed bed = other.orElse(kept);
        visit.enter(bed, agenda.now());
        // Who comes back to the same bed is reported without one.
        reporter.report("RETURN", visit, agenda.now(), other.orElse(null), Map.of());
        if (other.isPresent()) {
            housekeeping.vacated(kept);
        }
        then.run();
    }

    /** A discharge is entered too early and taken back; meanwhile the bed may have been promised, so the patient moves. */
    void mistakenDischarge(Case visit, Runnable then) {
        String id = reporter.report("DISCHARGE", visit, agenda.now(), null, Map.of("disposition", "home"));
        Optional<Bed> other =
                staff.happens(0.5) ? beds.take(visit.facility, visit.bedNow().department) : Optional.empty();
        visit.errors++;
        after(visit, staff.between(10 * MINUTE, 90 * MINUTE), () -> {
            reporter.report("CANCEL_DISCHARGE", visit, agenda.now(), other.orElse(null), naming(id));
            other.ifPresent(bed -> {
                Bed from = visit.bedNow();
                visit.leaveBed(agenda.now());
                visit.enter(bed, agenda.now());
                housekeeping.vacated(from);
            });
            visit.errors--;
            then.run();
        });
    }

    /** Whether the patient dies here when what she is here for is over. */
    boolean isDying(Case visit) {
        return endings.isDeath(visit, agenda.now());
    }

    void die(Case visit) {
        visit.person.dead = true;
        discharge(visit, Endings.DECEASED);
    }

    /** The patient leaves alive. */
    void leaveAlive(Case visit) {
        discharge(visit, endings.disposition());
    }

    /** No bed of the ward became free. */
    void transferOut(Case visit) {
        discharge(visit, Endings.TRANSFER);
    }

    private void discharge(Case visit, String disposition) {
        reporter.report("DISCHARGE", visit, agenda.now(), null, Map.of("disposition", disposition));
        leaveForGood(visit);
    }

    void leaveForGood(Case visit) {
        long now = agenda.now();
        Person person = visit.person;
        visit.discharge = now;
        visit.leaveBed(now);
        person.leftAt = now;
        housekeeping.vacated(visit.bedNow());
        if (visit.foretold == 0 && !person.dead && chance.happens(0.1)) {
            after(visit, chance.between(DAY, 20 * DAY), () -> writeFromHome(visit.facility, person));
        }
    }

    /** A new address or insurance, told outside any visit; not while it is unsettled who the person is, and not after a death. */
    private void writeFromHome(Facility facility, Person person) {
        if (!person.registeredTwice && !person.dead) {
            people.maybeChange(person, agenda.now());
            reporter.update(facility, person, agenda.now());
        }
    }

    /** Reports a cancel after the delay, by name or not, and goes on. */
    void takeBack(Case visit, String type, @Nullable String id, long delay, Runnable then) {
        visit.errors++;
        after(visit, delay, () -> {
            Map<String, Object> more = id == null ? Map.of() : naming(id);
            reporter.report(type, visit, agenda.now(), null, more);
            visit.errors--;
            then.run();
        });
    }

    private Map<String, Object> naming(String id) {
        Map<String, Object> more = new HashMap<>();
        if (staff.happens(0.6)) {
            more.put("cancels_event_id", id);
        }
        return more;
    }

    void after(Case visit, long delay, Runnable action) {
        agenda.at(visit.facility.charted(agenda.now() + delay), action);
    }
}
