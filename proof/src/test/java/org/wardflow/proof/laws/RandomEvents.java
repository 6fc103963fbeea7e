package org.wardflow.proof.laws;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Messages that no hospital would send on purpose: few keys, tied times, every type, cancels of anything, merges in circles, and
 * every kind of dirt. Same seed, same messages.
 */
final class RandomEvents {
    /** The week in which America/Chicago changes to daylight saving time, so that gaps occur. */
    static final Instant START = Instant.parse("2026-03-06T00:00:00Z");

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration GRAIN = Duration.ofMinutes(30);
    private static final int GRAINS = 2 * 24 * 4;
    private static final List<String> TYPES = List.of(
            "REGISTER",
            "DECISION_TO_ADMIT",
            "ADMISSION",
            "ADMISSION",
            "ADMISSION",
            "TRANSFER",
            "TRANSFER",
            "TRANSFER",
            "DISCHARGE",
            "DISCHARGE",
            "UPDATE",
            "LEAVE",
            "RETURN",
            "PENDING_TRANSFER",
            "PENDING_DISCHARGE",
            "CANCEL_REGISTER",
            "CANCEL_DECISION_TO_ADMIT",
            "CANCEL_ADMISSION",
            "CANCEL_TRANSFER",
            "CANCEL_TRANSFER",
            "CANCEL_DISCHARGE",
            "CANCEL_DISCHARGE",
            "CANCEL_LEAVE",
            "CANCEL_RETURN",
            "CANCEL_PENDING_TRANSFER",
            "CANCEL_PENDING_DISCHARGE",
            "MERGE",
            "BED_STATUS");
    private static final List<String> GENDERS =
            List.of("Male", "Male", "Female", "m", " F ", "woman", "purple", "Other");
    private static final List<String> AGES = List.of("40", "40", "41", "0", "120", "121", "-1", "4.5", "old");
    private static final List<String> DEPARTMENTS =
            List.of("Emergency", "Emergency", "ICU", "ICU", "Surgery", "er", "i.c.u.", "Kitchen");
    private static final List<String> DISPOSITIONS = List.of("home", "transfer", "20", "AMA", "see chart");
    private static final List<String> BED_STATUSES = List.of("dirty", "ready", "U", "Closed", "reserved");

    /** How late a row is at most that may still change every table. */
    static final Duration LATE_MAX = Duration.ofDays(400);

    private static final int LATE_PERCENT = 4;

    private final SplittableRandom random;
    private final boolean isLate;
    private final List<String> eventIds = new ArrayList<>(List.of("none"));

    RandomEvents(long seed) {
        this(seed, false);
    }

    /** @param isLate some events are from long before the others, up to {@link #LATE_MAX} */
    RandomEvents(long seed, boolean isLate) {
        this.random = new SplittableRandom(seed);
        this.isLate = isLate;
    }

    /** Payloads for the topic patient-flow. */
    List<byte[]> patientFlow(int count) {
        List<byte[]> payloads = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ObjectNode message = chance(12) ? eightField() : canonical(i);
            payloads.add(render(spoil(message)));
        }
        return payloads;
    }

    /** Payloads for the topic department. */
    List<byte[]> departments(int count) {
        List<byte[]> payloads = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ObjectNode message = JSON.createObjectNode();
            message.put("hospital_id", hospital()).put("department", one(DEPARTMENTS));
            message.put("event_time", time().toString());
            putSometimes(message, "beds", String.valueOf(random.nextInt(-1, 4)));
            putSometimes(message, "staff", String.valueOf(random.nextInt(9)));
            payloads.add(render(message));
        }
        return payloads;
    }

    /** The text of a patients extract. */
    String patients(int count) {
        StringBuilder csv = new StringBuilder("MRN,Sex,age,DOB,payer,updated_at\n");
        for (int i = 0; i < count; i++) {
            csv.append(String.join(
                    ",",
                    patient(),
                    one(GENDERS),
                    one(AGES),
                    chance(50) ? "198" + random.nextInt(2) + "-02-28" : "",
                    chance(50) ? "private" : "",
                    chance(80) ? time().toString() : ""));
            csv.append("\n");
        }
        return csv.toString();
    }

    private ObjectNode canonical(int i) {
        ObjectNode message = JSON.createObjectNode();
        String type = one(TYPES);
        String id = chance(4) ? one(eventIds) : "event-" + i;
        Instant time = time();
        message.put("event_id", id).put("event_type", type).put("event_time", text(time));
        if (chance(80)) {
            Instant recorded = time.plus(GRAIN.multipliedBy(random.nextInt(-1, 6)));
            message.put("recorded_time", chance(98) ? recorded.toString() : "soon");
        }
        putSometimes(message, "sequence", String.valueOf(random.nextInt(3)));
        if (type.equals("MERGE")) {
            boolean patients = chance(60);
            message.put(
                    patients ? "surviving_patient_id" : "surviving_encounter_id", patients ? patient() : encounter());
            message.put(patients ? "retired_patient_id" : "retired_encounter_id", patients ? patient() : encounter());
        } else if (!type.equals("BED_STATUS")) {
            message.put("patient_id", patient());
            if (!type.equals("UPDATE") || chance(50)) {
                message.put("encounter_id", encounter());
            }
            attributes(message);
        }
        place(message, type);
        if (type.startsWith("CANCEL_") && chance(40)) {
            message.put("cancels_event_id", one(eventIds));
        }
        if (type.startsWith("PENDING_")) {
            message.put("expected_time", chance(90) ? text(time()) : "tomorrow");
            message.put("pending_department", one(DEPARTMENTS));
        }
        if (type.equals("DISCHARGE")) {
            putSometimes(message, "disposition", one(DISPOSITIONS));
        }
        if (type.equals("BED_STATUS")) {
            message.put("bed_status", one(BED_STATUSES));
        }
        eventIds.add(id);
        return message;
    }

    private void place(ObjectNode message, String type) {
        message.put("hospital_id", hospital());
        boolean needsPlace =
                List.of("REGISTER", "ADMISSION", "TRANSFER", "BED_STATUS").contains(type);
        if (needsPlace || chance(40)) {
            message.put("department", one(DEPARTMENTS));
            message.put("bed_id", "B" + random.nextInt(1, 4));
        }
    }

    private void attributes(ObjectNode message) {
        putSometimes(message, "gender", one(GENDERS));
        if (chance(70)) {
            String age = one(AGES);
            if (age.matches("-?\\d+")) {
                message.put("age", Integer.parseInt(age));
            } else {
                message.put("age", age);
            }
        }
        putSometimes(message, "birth_date", chance(95) ? "198" + random.nextInt(2) + "-02-28" : "1980-02-30");
        putSometimes(message, "insurance", chance(50) ? "private" : "public");
        putSometimes(message, "postal_code", "6060" + random.nextInt(2));
        if (chance(10)) {
            message.put("mood", "good");
        }
    }

    private ObjectNode eightField() {
        ObjectNode message = JSON.createObjectNode();
        Instant admission = time();
        message.put("patient_id", patient()).put("gender", one(GENDERS)).put("age", random.nextInt(130));
        message.put("department", one(DEPARTMENTS)).put("bed_id", random.nextInt(1, 4));
        message.put("hospital_id", random.nextInt(1, 3))
                .put("admission_time", admission.toString().replace("Z", ""));
        message.put("discharge_time", text(admission.plus(GRAIN.multipliedBy(random.nextInt(-4, 40)))));
        return message;
    }

    /** One message in ten loses something, or gets something wrong. */
    private ObjectNode spoil(ObjectNode message) {
        if (chance(10)) {
            List<String> names = new ArrayList<>();
            message.fieldNames().forEachRemaining(names::add);
            String name = one(names);
            switch (random.nextInt(5)) {
                case 0 -> message.remove(name);
                case 1 -> message.putNull(name);
                case 2 -> message.put(name, "  ");
                case 3 -> message.putObject(name).put("text", message.path(name).asText());
                default -> message.put(name, message.path(name).asText() + "?");
            }
        }
        return message;
    }

    private byte[] render(ObjectNode message) {
        String text = message.toString();
        if (chance(2)) {
            text = List.of(text.substring(0, text.length() / 2), "[" + text + "]", "null", "\"\"", "{}")
                    .get(random.nextInt(5));
        }
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (chance(1)) {
            bytes[bytes.length / 2] = (byte) 0xC3;
        }
        return bytes;
    }

    private Instant time() {
        if (isLate && chance(LATE_PERCENT)) {
            return START.minus(GRAIN.multipliedBy(
                    random.nextInt((int) LATE_MAX.minusDays(14).dividedBy(GRAIN))));
        }
        return START.plus(GRAIN.multipliedBy(random.nextInt(GRAINS)));
    }

    /** With an offset, in local time, unreadable, or filled in. */
    private String text(Instant time) {
        int kind = random.nextInt(100);
        String utc = time.toString();
        return kind < 70
                ? utc
                : kind < 85
                        ? utc.replace("Z", "")
                        : kind < 97
                                ? utc.replace("T", " ").replace("Z", "+00:00")
                                : kind < 98 ? "noon" : "1900-01-01T00:00:00";
    }

    private String patient() {
        return "P" + random.nextInt(1, 7);
    }

    private String encounter() {
        return "V" + random.nextInt(1, 13);
    }

    private String hospital() {
        return chance(2) ? "99" : String.valueOf(random.nextInt(1, 3));
    }

    private void putSometimes(ObjectNode message, String name, String value) {
        if (chance(50)) {
            message.put(name, value);
        }
    }

    private boolean chance(int percent) {
        return random.nextInt(100) < percent;
    }

    private <T> T one(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }
}
