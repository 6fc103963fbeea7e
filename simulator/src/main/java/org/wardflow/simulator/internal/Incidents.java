package org.wardflow.simulator.internal;

import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.wardflow.simulator.Incident;
import org.wardflow.simulator.Incident.Kind;
import org.wardflow.simulator.Rule;
import org.wardflow.simulator.SimulationSpec;

/** What the incidents change. They go by the agenda's time, so that nothing differs before one begins. */
final class Incidents {
    private static final double DIRT_FACTOR = 50;
    private static final double SURGE_FACTOR = 10;
    /** What has piled up in an outage is sent so many times as fast as it came about. */
    private static final long CATCH_UP = 30;

    private final SimulationSpec spec;
    private final Agenda agenda;

    Incidents(SimulationSpec spec, Agenda agenda) {
        this.spec = spec;
        this.agenda = agenda;
    }

    /** The probability of a rule's dirt now. */
    double rate(Rule rule) {
        double rate = spec.dirt().rate(rule);
        return isNow(Kind.DIRT) ? Math.min(1, rate * DIRT_FACTOR) : rate;
    }

    /** When something leaves the facility that would leave it at the time. */
    long leaving(Facility facility, long time) {
        long leaves = time;
        if (isConcerned(facility)) {
            for (Incident incident : spec.incidents()) {
                long from = incident.from().getEpochSecond();
                long until = incident.until().getEpochSecond();
                if (incident.kind() == Kind.OUTAGE && leaves >= from && leaves < until) {
                    leaves = until + (leaves - from) / CATCH_UP;
                }
            }
        }
        return leaves;
    }

    /** The draft as the facility's system of today writes it. */
    Draft written(Draft draft) {
        if (!isConcerned(draft.facility) || !isNow(Kind.SCHEMA)) {
            return draft;
        }
        Draft written = draft.copy().with("sending_system", "2.0");
        Object department = written.fields.get("department");
        if (department != null && Facility.DEPARTMENTS.contains(department.toString())) {
            written.with("department", department.toString().toUpperCase(Locale.ROOT));
        }
        return written;
    }

    /** Plans what is to come by itself. */
    void open(List<Facility> facilities, Arrivals arrivals) {
        for (Incident incident : spec.incidents()) {
            if (incident.kind() == Kind.SURGE) {
                long from = incident.from().getEpochSecond();
                long until = incident.until().getEpochSecond();
                // Its own stream of chance: one that it shared would make the past depend on what is added later.
                Chance chance = new Chance(new SplittableRandom(spec.seed() * 31 + from));
                facilities.stream()
                        .filter(Incidents::isConcerned)
                        .forEach(facility ->
                                agenda.at(from, () -> arrivals.surge(facility, chance, SURGE_FACTOR - 1, until)));
            }
        }
    }

    private static boolean isConcerned(Facility facility) {
        return facility.id().equals(Incident.HOSPITAL);
    }

    private boolean isNow(Kind kind) {
        for (Incident incident : spec.incidents()) {
            if (incident.kind() == kind
                    && incident.from().getEpochSecond() <= agenda.now()
                    && agenda.now() < incident.until().getEpochSecond()) {
                return true;
            }
        }
        return false;
    }
}
