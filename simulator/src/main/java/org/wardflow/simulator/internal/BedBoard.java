package org.wardflow.simulator.internal;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.wardflow.simulator.WorldWard;

/**
 * Which beds are ready, and who waits for one. A bed that was taken is nobody else's until it is made ready again; one that is out of
 * service is nobody's until it is put back.
 */
final class BedBoard {

    private static final class Ward {
        private final Facility facility;
        private final String department;
        private final List<Bed> all = new ArrayList<>();
        private final Deque<Bed> ready = new ArrayDeque<>();
        private final Deque<Waiting> waiting = new ArrayDeque<>();
        private final Deque<Bed> out = new ArrayDeque<>();
        /** For each bed that is to go out of service and cannot yet, what to do when it does. */
        private final Deque<Runnable> toGoOut = new ArrayDeque<>();

        private Ward(Facility facility, String department) {
            this.facility = facility;
            this.department = department;
        }
    }

    /** Someone who waits for a bed; a class, so that each is itself alone. */
    private static final class Waiting {
        private final Consumer<Bed> taker;

        private Waiting(Consumer<Bed> taker) {
            this.taker = taker;
        }
    }

    private final Agenda agenda;
    private final Map<String, Ward> wards = new LinkedHashMap<>();

    BedBoard(Agenda agenda, List<Facility> facilities) {
        this.agenda = agenda;
        for (Facility facility : facilities) {
            int number = 0;
            for (Map.Entry<String, Integer> entry : facility.beds().entrySet()) {
                Ward ward = new Ward(facility, entry.getKey());
                wards.put(key(facility, entry.getKey()), ward);
                String prefix = entry.getKey().substring(0, 3).toUpperCase(Locale.ROOT);
                for (int i = 1; i <= entry.getValue(); i++) {
                    number++;
                    // The eight-field system knows beds by a number only.
                    String id = facility.eightField() > 0
                            ? Integer.toString(100 + number)
                            : prefix + "-" + (i < 10 ? "0" : "") + i;
                    Bed bed = new Bed(facility, entry.getKey(), id);
                    ward.all.add(bed);
                    ward.ready.add(bed);
                }
            }
        }
    }

    private static String key(Facility facility, String department) {
        return facility.id() + "|" + department;
    }

    private Ward ward(Facility facility, String department) {
        Ward ward = wards.get(key(facility, department));
        if (ward == null) {
            throw new IllegalStateException("bug: no such ward");
        }
        return ward;
    }

    /** Hands over a bed now, or as soon as one is ready; first come, first served. */
    void request(Facility facility, String department, Consumer<Bed> taker) {
        Ward ward = ward(facility, department);
        Bed bed = ward.ready.poll();
        if (bed == null) {
            ward.waiting.add(new Waiting(taker));
        } else {
            taker.accept(bed);
        }
    }

    /** The same, but who still waits after so many seconds gets none and does something else. */
    void request(Facility facility, String department, Consumer<Bed> taker, long patience, Runnable tooLong) {
        Ward ward = ward(facility, department);
        Bed bed = ward.ready.poll();
        if (bed != null) {
            taker.accept(bed);
            return;
        }
        Waiting waiting = new Waiting(taker);
        ward.waiting.add(waiting);
        agenda.at(facility.charted(agenda.now() + patience), () -> {
            if (ward.waiting.remove(waiting)) {
                tooLong.run();
            }
        });
    }

    /** Takes a bed if one is ready and nobody waits. */
    Optional<Bed> take(Facility facility, String department) {
        return Optional.ofNullable(ward(facility, department).ready.poll());
    }

    /** A bed is ready again: it goes out of service if one is to, else the first who waits gets it. */
    void makeReady(Bed bed) {
        Ward ward = ward(bed.facility, bed.department);
        Runnable gone = ward.toGoOut.poll();
        if (gone != null) {
            ward.out.add(bed);
            gone.run();
            return;
        }
        Waiting first = ward.waiting.poll();
        if (first == null) {
            ward.ready.add(bed);
        } else {
            first.taker.accept(bed);
        }
    }

    /**
     * Takes a bed out of service: an empty one, else the next that is made ready.
     *
     * @param later what to do when a bed goes that could not go now
     */
    void takeOut(Facility facility, String department, Runnable later) {
        Ward ward = ward(facility, department);
        Bed bed = ward.ready.poll();
        if (bed == null) {
            ward.toGoOut.add(later);
        } else {
            ward.out.add(bed);
        }
    }

    /** Puts a bed back into service, or lets one stay that was to go. */
    void putBack(Facility facility, String department) {
        Ward ward = ward(facility, department);
        if (ward.toGoOut.pollLast() == null) {
            makeReady(ward.out.remove());
        }
    }

    /** How many beds are in service, those that are to go out among them. */
    int inService(Facility facility, String department) {
        Ward ward = ward(facility, department);
        return ward.all.size() - ward.out.size();
    }

    /** The wards as they were, with the capacity that the staffing has for each. */
    List<WorldWard> snapshot(long now, Staffing staffing) {
        return wards.values().stream()
                .map(ward -> new WorldWard(
                        ward.facility.id(),
                        ward.department,
                        staffing.capacity(ward.facility, ward.department, now),
                        ward.all.stream().map(bed -> bed.snapshot(now)).toList()))
                .toList();
    }

    List<Bed> beds(Facility facility, String department) {
        return ward(facility, department).all;
    }
}
