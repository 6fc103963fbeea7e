package org.wardflow.simulator.internal;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
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
    private final Outbox outbox;
    private final List<Facility> facilities;
    private final List<String> departmentRows = new ArrayList<>();
    private final List<String> doctorRows = new ArrayList<>();

    private final Map<String, List<Change>> changes = new HashMap<>();

    /** So many beds from a time on, and when that is sent. */
    private record Change(long from, int beds, long sent) {}

    private record Doctor(String id, String name, String specialization, Facility facility) {}

    Staffing(Agenda agenda, Chance chance, Outbox outbox, List<Facility> facilities) {
        this.agenda = agenda;
        this.chance = chance;
        this.outbox = outbox;
        this.facilities = facilities;
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

    /** Staff changes every day or two; beds are taken out and put back more seldom. */
    private void planChange(Facility facility, String department, int beds) {
        agenda.at(agenda.now() + chance.between(18 * HOUR, 60 * HOUR), () -> {
            int all = facility.beds().getOrDefault(department, beds);
            int now = chance.happens(0.15) ? all - (int) chance.between(0, 2) : beds;
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("hospital_id", facility.id());
            fields.put("department", department);
            if (now != beds || chance.happens(0.5)) {
                fields.put("beds", (long) now);
            }
            fields.put("staff", staffFor(now) + chance.between(-2, 2));
            fields.put("event_time", TimeText.zulu(agenda.now()));
            fields.put("recorded_time", TimeText.zulu(agenda.now() + chance.between(0, 300)));
            byte[] payload = new Draft(facility, null, agenda.now(), fields).json();
            long sent = agenda.now() + 300 + (chance.happens(0.05) ? chance.between(HOUR, DAY) : chance.between(0, 60));
            String key = facility.id() + "|" + department;
            if (now != beds) {
                changes.computeIfAbsent(key, ward -> new ArrayList<>()).add(new Change(agenda.now(), now, sent));
            }
            outbox.post(sent, Topic.DEPARTMENT, key, payload, true, List.of(), null);
            planChange(facility, department, now);
        });
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
