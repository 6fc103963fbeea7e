package org.wardflow.simulator.gold;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.wardflow.simulator.Rule;

/** A small feed written by hand: canonical events of hospital 1 on one day, given by their time of day, and their gold. */
final class Feed {
    private static final Map<String, String> LISTS = Map.of(
            "hospital",
            """
            hospital_id,name,time_zone
            1,Central,America/Chicago
            5,Summit,America/New_York
            """,
            "department",
            "department\nEmergency\nSurgery\nICU\n",
            "department_synonym",
            "synonym,department\nemergency,Emergency\ner,Emergency\nicu,ICU\nsurgery,Surgery\n",
            "gender_synonym",
            "synonym,gender\nmale,Male\nm,Male\nfemale,Female\nf,Female\n",
            "disposition_synonym",
            "synonym,disposition\nhome,home\n01,home\ndeceased,deceased\n20,deceased\n",
            "bed_status_synonym",
            "synonym,bed_status\nready,ready\nu,ready\ndirty,dirty\ncleaning,cleaning\nclosed,closed\n");
    static final Codes CODES = Codes.ofCsv(name -> Objects.requireNonNull(LISTS.get(name), name));
    static final Instant DEFAULT_RECORDED = Instant.parse("2026-03-03T00:00:00Z");

    private static final String DAY = "2026-03-02T";

    private final List<Delivery> deliveries = new ArrayList<>();
    private final List<Delivery> departmentTopic = new ArrayList<>();
    private final List<Delivery> vitalSigns = new ArrayList<>();
    private final List<Extract> patients = new ArrayList<>();
    private final SortedSet<Instant> ticks = new TreeSet<>();
    private final Map<String, List<String>> aliases = new HashMap<>();
    private String departments = "";
    private String doctors = "";
    private int numbers;
    private int payloadBytesMax = ExpectedGold.PAYLOAD_BYTES_MAX;

    /** Any payload. */
    Feed raw(String payload) {
        return raw(payload.getBytes(StandardCharsets.UTF_8), DEFAULT_RECORDED);
    }

    Feed raw(byte[] payload, Instant defaultRecordedAt) {
        deliveries.add(new Delivery(payload, defaultRecordedAt));
        return this;
    }

    /**
     * An event of patient P in encounter E at hospital 1, recorded when it happened unless told otherwise.
     *
     * @param time of day, {@code HH:mm}
     * @param more name and value in turn; the value {@code null} as text takes an attribute away
     */
    Feed event(String type, String time, String... more) {
        Map<String, String> fields = new HashMap<>();
        fields.put("event_id", "e" + ++numbers);
        fields.put("event_type", type);
        fields.put("event_time", DAY + time + ":00Z");
        fields.put("recorded_time", DAY + time + ":00Z");
        fields.put("patient_id", "P");
        fields.put("encounter_id", "E");
        fields.put("hospital_id", "1");
        for (int i = 0; i < more.length; i += 2) {
            fields.put(more[i], more[i + 1]);
        }
        return raw(fields.entrySet().stream()
                .filter(field -> !field.getValue().equals("null"))
                .map(field -> "\"" + field.getKey() + "\":\"" + field.getValue() + "\"")
                .collect(Collectors.joining(",", "{", "}")));
    }

    /** An event with a bed of a department, written {@code Department/bed}. */
    Feed bed(String type, String time, String place, String... more) {
        int slash = place.indexOf('/');
        List<String> all =
                new ArrayList<>(List.of("department", place.substring(0, slash), "bed_id", place.substring(slash + 1)));
        all.addAll(List.of(more));
        return event(type, time, all.toArray(String[]::new));
    }

    Feed department(String payload) {
        return department(payload, DEFAULT_RECORDED);
    }

    Feed department(String payload, Instant defaultRecordedAt) {
        departmentTopic.add(new Delivery(payload.getBytes(StandardCharsets.UTF_8), defaultRecordedAt));
        return this;
    }

    /** A reading of a device. */
    Feed reading(String payload, Instant defaultRecordedAt) {
        vitalSigns.add(new Delivery(payload.getBytes(StandardCharsets.UTF_8), defaultRecordedAt));
        return this;
    }

    Feed departments(String csv) {
        departments = csv;
        return this;
    }

    Feed patients(String csv) {
        return patients(csv, DEFAULT_RECORDED);
    }

    /** Another extract of patients. */
    Feed patients(String csv, Instant recordedAt) {
        patients.add(Extract.ofCsv(csv, recordedAt));
        return this;
    }

    Feed doctors(String csv) {
        doctors = csv;
        return this;
    }

    /** Closes the hours from one instant to another. */
    Feed closed(String from, String until) {
        for (Instant tick = Instant.parse(from).plus(Duration.ofHours(1));
                !tick.isAfter(Instant.parse(until));
                tick = tick.plus(Duration.ofHours(1))) {
            ticks.add(tick);
        }
        return this;
    }

    /** Another name of an attribute of all topics; those given first count first. */
    Feed alias(String attribute, String... others) {
        aliases.put(attribute, List.of(others));
        return this;
    }

    Feed limit(int bytes) {
        payloadBytesMax = bytes;
        return this;
    }

    ExpectedGold gold() {
        return ExpectedGold.derive(new ExpectedGold.Input(
                deliveries,
                departmentTopic,
                vitalSigns,
                List.of(Extract.ofCsv(departments, DEFAULT_RECORDED)),
                patients,
                List.of(Extract.ofCsv(doctors, DEFAULT_RECORDED)),
                CODES,
                new Aliases(aliases, aliases, aliases),
                ticks,
                Set.of(),
                payloadBytesMax));
    }

    /** The rows of a table, each cut to some columns and joined by spaces; null is a dash, times of the day are {@code HH:mm}. */
    List<String> rows(String table, String... columns) {
        return rows(gold(), table, columns);
    }

    static List<String> rows(ExpectedGold gold, String table, String... columns) {
        ExpectedTable expected = gold.tables().getOrDefault(table, new ExpectedTable(List.of(), List.of()));
        List<String> lines = new ArrayList<>();
        for (List<@Nullable String> row : expected.rows()) {
            List<String> cells = new ArrayList<>();
            for (String column : columns) {
                cells.add(shortText(row.get(expected.columns().indexOf(column))));
            }
            lines.add(String.join(" ", cells));
        }
        return lines;
    }

    private static String shortText(@Nullable String value) {
        if (value == null) {
            return "-";
        }
        return value.startsWith(DAY) && value.endsWith(":00.000000Z") ? value.substring(11, 16) : value;
    }

    /** The ids of the rules with findings, in their order, once for each finding. */
    List<String> findings() {
        return gold().findings().stream()
                .map(ExpectedFinding::rule)
                .sorted()
                .map(Rule::id)
                .toList();
    }

    /** Department, bed, start, end, entry and exit of the stays. */
    List<String> stays() {
        return rows("fact_bed_stay", "department", "bed_id", "start_ts", "end_ts", "entry", "exit");
    }
}
