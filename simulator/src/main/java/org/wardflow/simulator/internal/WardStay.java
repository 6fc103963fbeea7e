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
    private final Endings endings;

    /** Something that happens in a ward, and goes on with what it is given when it is over. */
    private interface Chapter extends BiConsumer<Case, Runnable> {}

    WardStay(
            Agenda agenda,
            Chance chance,
            Chance staff,
            BedBoard beds,
            Reporter reporter,
            Moves moves,
            Endings endings) {
        this.agenda = agenda;
        this.chance = chance;
        this.staff = staff;
        this.beds = beds;
        this.reporter = reporter;
        this.moves = moves;
        this.endings = endings;
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
        boolean mistaken = visit.prompt && staff.happens(0.25);
        next(visit, chapters, mistaken, Math.max(HOUR, seconds / (chapters.size() + (mistaken ? 3 : 2))));
    }

    private void next(Case visit, Deque<Chapter> chapters, boolean mistaken, long pause) {
        moves.after(visit, pause, () -> {
            Chapter chapter = chapters.poll();
            if (chapter == null) {
                end(visit, mistaken, pause);
            } else {
                chapter.accept(visit, () -> next(visit, chapters, mistaken, pause));
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
                                if (moves.isDying(visit)) {
                                    moves.die(visit);
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

    /** Who dies does so at any hour and unannounced; who leaves does so by day, after some hours' notice. */
    private void end(Case visit, boolean mistaken, long pause) {
        long now = agenda.now();
        if (moves.isDying(visit)) {
            moves.after(visit, pause, () -> moves.die(visit));
            return;
        }
        long earliest = now + (mistaken ? 6 * HOUR : HOUR);
        long leaves = endings.time(visit.facility, earliest, now + (mistaken ? 2 : 1) * pause);
        long notice = chance.between(3 * HOUR, 20 * HOUR);
        long said = leaves + chance.between(-2 * HOUR, 2 * HOUR);
        moves.after(
                visit,
                Math.max(0, leaves - notice - now),
                () -> announce(visit, Math.max(agenda.now(), said), () -> {
                    if (mistaken) {
                        long half = (leaves - agenda.now()) / 2;
                        moves.after(visit, half, () -> moves.mistakenDischarge(visit, () -> leave(visit, leaves)));
                    } else {
                        leave(visit, leaves);
                    }
                }));
    }

    private void leave(Case visit, long time) {
        moves.after(visit, Math.max(30 * MINUTE, time - agenda.now()), () -> moves.leaveAlive(visit));
    }

    private void announce(Case visit, long expected, Runnable then) {
        String text = TimeText.of(visit.facility.charted(expected), visit.facility);
        String id = reporter.report("PENDING_DISCHARGE", visit, agenda.now(), null, Map.of("expected_time", text));
        if (visit.prompt && staff.happens(0.15)) {
            moves.takeBack(visit, "CANCEL_PENDING_DISCHARGE", id, 30 * MINUTE, then);
        } else {
            then.run();
        }
    }
}
