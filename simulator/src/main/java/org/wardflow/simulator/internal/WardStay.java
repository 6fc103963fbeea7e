package org.wardflow.simulator.internal;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.function.BiConsumer;

/** A stay in wards: chapters one after the other, then the discharge, announced some hours before. */
final class WardStay {
    private static final long MINUTE = 60;
    private static final long HOUR = 60 * MINUTE;
    private static final long LONG_STAY = 72 * HOUR;
    private static final double ICU_SHARE = 0.14;
    private static final double LEAVE_SHARE = 0.10;

    private final Agenda agenda;
    private final Chance chance;
    private final Chance staff;
    private final BedBoard beds;
    private final Reporter reporter;
    private final Moves moves;

    /** Something that happens in a ward, and goes on with what it is given when it is over. */
    private interface Chapter extends BiConsumer<Case, Runnable> {}

    WardStay(Agenda agenda, Chance chance, Chance staff, BedBoard beds, Reporter reporter, Moves moves) {
        this.agenda = agenda;
        this.chance = chance;
        this.staff = staff;
        this.beds = beds;
        this.reporter = reporter;
        this.moves = moves;
    }

    /** The patient has just got a bed in a ward. */
    void begin(Case visit, long seconds) {
        Deque<Chapter> chapters = new ArrayDeque<>();
        if (visit.prompt && staff.happens(0.25)) {
            chapters.add(moves::phantomTransfer);
        }
        if (chance.happens(ICU_SHARE)) {
            chapters.add(this::intensiveCare);
        }
        if (seconds > LONG_STAY && chance.happens(visit.prompt ? 3 * LEAVE_SHARE : LEAVE_SHARE)) {
            chapters.add(moves::leave);
        }
        chapters.add(this::announce);
        if (visit.prompt && staff.happens(0.25)) {
            chapters.add(moves::mistakenDischarge);
        }
        next(visit, chapters, Math.max(HOUR, seconds / (chapters.size() + 1)));
    }

    private void next(Case visit, Deque<Chapter> chapters, long pause) {
        moves.after(visit, pause, () -> {
            Chapter chapter = chapters.poll();
            if (chapter == null) {
                moves.discharge(visit);
            } else {
                chapter.accept(visit, () -> next(visit, chapters, pause));
            }
        });
    }

    /** To the intensive care unit if a bed is ready there, and back to any bed of the ward. */
    private void intensiveCare(Case visit, Runnable then) {
        String ward = visit.bedNow().department;
        beds.take(visit.facility, Facility.ICU)
                .ifPresentOrElse(
                        bed -> {
                            moves.transfer(visit, bed);
                            moves.after(visit, chance.logNormal(40 * HOUR, 0.6), () -> {
                                if (moves.dies(visit)) {
                                    return;
                                }
                                reporter.report(
                                        "PENDING_TRANSFER",
                                        visit,
                                        agenda.now(),
                                        null,
                                        Map.of("pending_department", ward));
                                beds.request(
                                        visit.facility,
                                        ward,
                                        back -> moves.after(visit, 10 * MINUTE, () -> {
                                            moves.transfer(visit, back);
                                            then.run();
                                        }));
                            });
                        },
                        then);
    }

    private void announce(Case visit, Runnable then) {
        long expected = visit.facility.charted(agenda.now() + chance.between(3 * HOUR, 20 * HOUR));
        Map<String, Object> more = Map.of("expected_time", TimeText.of(expected, visit.facility));
        String id = reporter.report("PENDING_DISCHARGE", visit, agenda.now(), null, more);
        if (visit.prompt && staff.happens(0.15)) {
            moves.takeBack(visit, "CANCEL_PENDING_DISCHARGE", id, 30 * MINUTE, then);
        } else {
            then.run();
        }
    }
}
