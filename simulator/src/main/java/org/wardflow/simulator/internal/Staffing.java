package org.wardflow.simulator.internal;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;
import org.wardflow.simulator.SentMessage.Topic;
import org.wardflow.simulator.WorldWard;

/** Beds, staff and doctors of the departments, and how they change. */
final class Staffing {
    private static final long HOUR = 3_600;
    private static final long DAY = 24 * HOUR;
    private static final List<String> FAMILY_NAMES = List.of(
            "Adams", "Baker", "Chen", "Diaz", "Evans", "Fischer", "Garcia", "Hughes", "Iyer", "Jansen", "Kim", "Lopez");
    private static final List<String> GIVEN_NAMES =
            List.of("Ana", "Ben", "Cora", "Dev", "Ella", "Finn", "Grace", "Hugo");
    private static final List<String> SHIFTS = List.of("Day", "Night", "Rotating");

    private final Agenda agenda;
    private final Chance chance;
    private final Chance later;
    private final Outbox outbox;
    private final List<Facility> facilities;
    private final BedBoard board;
    private final List<String> departmentRows = new ArrayList<>();
    private final List<String> doctorRows = new ArrayList<>();

    private final Map<String, List<Change>> changes = new HashMap<>();

    /** So many beds from a time on, and when that is sent. */
    private record Change(long from, int beds, long sent) {}

    private record Doctor(String id, String name, String specialization, Facility facility) {}

    /**
     * @param chance of what is planned
     * @param later of what is reported when a bed falls empty, so that plans do not depend on who lies where
     */
    Staffing(Agenda agenda, Chance chance, Chance later, Outbox outbox, List<Facility> facilities, BedBoard board) {
        this.agenda = agenda;
        this.chance = chance;
        this.later = later;
        this.outbox = outbox;
        this.facilities = facilities;
        this.board = board;
    }

    void open() {
        long since = agenda.now() - 30 * DAY;
        int doctors = 0;
        for (Facility facility : facilities) {
            for (Map.Entry<String, Integer> entry : facility.beds().entrySet()) {
                String department = entry.getKey();
                int beds = entry.getValue();
                departmentRows.add(csv(facility.id(), department, beds, staffFor(beds), TimeText.zulu(since)));
                planChange(facility, department, beds);
                for (int i = 0; i < 2; i++) {
                    doctors++;
                    Doctor doctor = new Doctor(
                            "D" + (1_000 + doctors),
                            "Dr. " + chance.pick(GIVEN_NAMES) + " " + chance.pick(FAMILY_NAMES),
                            department.equals(Facility.ICU) ? "Critical Care" : department,
                            facility);
                    addDoctor(doctor, department, since + doctors);
                    planDoctor(doctor, department);
                }
            }
        }
    }

    private static int staffFor(int beds) {
        return Math.max(3, beds * 2 / 3);
    }

    /**
     * Staff changes every day or two; beds are taken out and put back more seldom. A bed that somebody lies in stays until it is empty,
     * so that there are never more patients than beds.
     *
     * @param wanted how many beds there are to be, of which some may still have to fall empty
     */
    private void planChange(Facility facility, String department, int wanted) {
        agenda.at(agenda.now() + chance.between(18 * HOUR, 60 * HOUR), () -> {
            int all = facility.beds().getOrDefault(department, wanted);
            int next = chance.happens(0.15) ? all - (int) chance.between(0, 2) : wanted;
            int before = board.inService(facility, department);
            for (int beds = wanted; beds > next; beds--) {
                board.takeOut(facility, department, () -> report(facility, department, true, null, later));
            }
            for (int beds = wanted; beds < next; beds++) {
                board.putBack(facility, department);
            }
            int now = board.inService(facility, department);
            boolean repeated = chance.happens(0.5);
            report(facility, department, now != before || repeated, staffFor(now) + chance.between(-2, 2), chance);
            planChange(facility, department, next);
        });
    }

    /** Reports the staff, the beds or both as they are now. */
    private void report(Facility facility, String department, boolean withBeds, @Nullable Long staff, Chance own) {
        long time = agenda.now();
        int beds = board.inService(facility, department);
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("hospital_id", facility.id());
        fields.put("department", department);
        if (withBeds) {
            fields.put("beds", (long) beds);
        }
        if (staff != null) {
            fields.put("staff", staff);
        }
        fields.put("event_time", TimeText.zulu(time));
        fields.put("recorded_time", TimeText.zulu(time + own.between(0, 300)));
        byte[] payload = new Draft(facility, null, time, fields).json();
        long sent = time + 300 + (own.happens(0.05) ? own.between(HOUR, DAY) : own.between(0, 60));
        String key = facility.id() + "|" + department;
        List<Change> told = changes.computeIfAbsent(key, ward -> new ArrayList<>());
        int last = told.isEmpty() ? facility.beds().getOrDefault(department, beds) : told.get(told.size() - 1).beds;
        if (beds != last) {
            told.add(new Change(time, beds, sent));
        }
        outbox.post(sent, Topic.DEPARTMENT, key, payload, true, List.of(), null);
    }

    private void planDoctor(Doctor doctor, String department) {
        agenda.at(agenda.now() + chance.between(4 * DAY, 90 * DAY), () -> {
            String next = chance.happens(0.3) ? chance.pick(Facility.DEPARTMENTS) : department;
            addDoctor(doctor, next, agenda.now());
            planDoctor(doctor, next);
        });
    }

    private void addDoctor(Doctor doctor, String department, long time) {
        doctorRows.add(csv(
                doctor.id,
                doctor.name,
                doctor.specialization,
                chance.pick(SHIFTS),
                doctor.facility.id(),
                department,
                TimeText.zulu(time)));
    }

    /** How many beds a department has had since its first change. */
    List<WorldWard.Capacity> capacity(Facility facility, String department, long now) {
        return changes.getOrDefault(facility.id() + "|" + department, List.of()).stream()
                .map(change ->
                        new WorldWard.Capacity(Instant.ofEpochSecond(change.from), change.beds, change.sent <= now))
                .toList();
    }

    static String csv(Object... cells) {
        StringJoiner line = new StringJoiner(",");
        for (Object cell : cells) {
            line.add(cell.toString());
        }
        return line.toString();
    }

    /** The extract of departments, as it was when the doors opened. */
    String departmentsCsv() {
        return file("hospital_id,department,beds,staff,valid_from", departmentRows);
    }

    /** The extract of doctors up to now, changes as further rows. */
    String doctorsCsv() {
        return file("doctor_id,name,specialization,shift,hospital_id,department,updated_at", doctorRows);
    }

    static String file(String header, List<String> rows) {
        return header + "\n" + String.join("\n", rows) + (rows.isEmpty() ? "" : "\n");
    }
}
