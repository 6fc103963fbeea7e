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

/** Which beds are ready, and who waits for one. A bed that was taken is nobody else's until it is made ready again. */
final class BedBoard {

    private static final class Ward {
        private final Facility facility;
        private final String department;
        private final List<Bed> all = new ArrayList<>();
        private final Deque<Bed> ready = new ArrayDeque<>();
        private final Deque<Consumer<Bed>> waiting = new ArrayDeque<>();

        private Ward(Facility facility, String department) {
            this.facility = facility;
            this.department = department;
        }
    }

    private final Map<String, Ward> wards = new LinkedHashMap<>();

    BedBoard(List<Facility> facilities) {
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
            ward.waiting.add(taker);
        } else {
            taker.accept(bed);
        }
    }

    /** Takes a bed if one is ready and nobody waits. */
    Optional<Bed> take(Facility facility, String department) {
        return Optional.ofNullable(ward(facility, department).ready.poll());
    }

    /** A bed is ready again: the first who waits gets it. */
    void makeReady(Bed bed) {
        Ward ward = ward(bed.facility, bed.department);
        Consumer<Bed> first = ward.waiting.poll();
        if (first == null) {
            ward.ready.add(bed);
        } else {
            first.accept(bed);
        }
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
