package org.wardflow.simulator.internal;

import org.wardflow.simulator.WorldWard.Condition;

/** Makes a bed ready after a patient: dirty, cleaning, ready; now and then it is closed for a while. */
final class Housekeeping {
    private static final long MINUTE = 60;
    private static final long HOUR = 60 * MINUTE;

    private final Agenda agenda;
    private final Chance chance;
    private final BedBoard beds;
    private final Reporter reporter;

    Housekeeping(Agenda agenda, Chance chance, BedBoard beds, Reporter reporter) {
        this.agenda = agenda;
        this.chance = chance;
        this.beds = beds;
        this.reporter = reporter;
    }

    /** The patient has left the bed now. */
    void vacated(Bed bed) {
        turn(bed, Condition.DIRTY);
        later(bed, chance.logNormal(18 * MINUTE, 0.5), () -> {
            turn(bed, Condition.CLEANING);
            later(bed, chance.logNormal(30 * MINUTE, 0.3), () -> {
                if (chance.happens(0.01)) {
                    close(bed);
                } else {
                    ready(bed);
                }
            });
        });
    }

    private void close(Bed bed) {
        turn(bed, Condition.CLOSED);
        later(bed, chance.between(4 * HOUR, 36 * HOUR), () -> ready(bed));
    }

    private void ready(Bed bed) {
        turn(bed, Condition.READY);
        // A minute on, so that no patient is in it at the instant of the report.
        later(bed, MINUTE, () -> beds.makeReady(bed));
    }

    private void turn(Bed bed, Condition condition) {
        reporter.bedStatus(bed, condition.id(), bed.turn(condition, agenda.now()), agenda.now());
    }

    private void later(Bed bed, long delay, Runnable action) {
        agenda.at(bed.facility.charted(agenda.now() + delay), action);
    }
}
