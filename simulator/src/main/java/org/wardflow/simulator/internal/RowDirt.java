package org.wardflow.simulator.internal;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.wardflow.simulator.Rule;
import org.wardflow.simulator.gold.ExpectedGold;

/** Dirt that one message shows by itself (docs/semantics.md §2). */
final class RowDirt {
    private static final long HOUR = 3_600;
    private static final double LOST = 0.25;

    private static final List<Rule> RULES = List.of(
            Rule.OVERSIZED_PAYLOAD,
            Rule.MALFORMED_PAYLOAD,
            Rule.MISSING_KEY_FIELD,
            Rule.UNKNOWN_EVENT_TYPE,
            Rule.UNKNOWN_HOSPITAL,
            Rule.UNKNOWN_DEPARTMENT,
            Rule.DEPARTMENT_SPELLING,
            Rule.MISSING_EVENT_TIME,
            Rule.FUTURE_EVENT_TIME,
            Rule.UNREADABLE_TIME,
            Rule.AGE_OUT_OF_RANGE,
            Rule.GENDER_SPELLING,
            Rule.UNKNOWN_GENDER,
            Rule.DISPOSITION_SPELLING,
            Rule.UNKNOWN_DISPOSITION,
            Rule.BED_STATUS_SPELLING,
            Rule.UNKNOWN_BED_STATUS,
            Rule.UNREADABLE_VALUE);

    private static final Map<String, List<String>> SPELLINGS = Map.of(
            "Emergency", List.of("EMERGENCY", "Emergancy", "ER", "ED"),
            "Surgery", List.of("surgery", "Surgury", "SURG"),
            "ICU", List.of("icu", "I.C.U.", "Intensive Care"),
            "Pediatrics", List.of("PEDIATRICS", "Paediatrics", "Peds"),
            "Maternity", List.of("maternity", "OB/GYN", "Maternety"),
            "Oncology", List.of("ONCOLOGY", "Oncolgy"),
            "Cardiology", List.of("cardiology", "CARDIO"));
    private static final Map<String, List<String>> GENDERS = Map.of(
            "Male",
            List.of("M", "male", "MALE"),
            "Female",
            List.of("F", "female", "FEMALE"),
            "Other",
            List.of("other"));
    private static final Map<String, List<String>> DISPOSITIONS = Map.of(
            "home",
            List.of("Home", "01", "1"),
            "transfer",
            List.of("Transfer", "02", "other-hcf"),
            "rehabilitation",
            List.of("rehab", "62"),
            "against advice",
            List.of("AMA", "07", "aadvice"),
            "deceased",
            List.of("Deceased", "20", "exp"));
    private static final Map<String, List<String>> BED_STATUSES = Map.of(
            "ready", List.of("Ready", "U", "clean"),
            "dirty", List.of("DIRTY", "K"),
            "cleaning", List.of("Cleaning", "H"),
            "closed", List.of("Closed", "C"));

    private final Incidents incidents;
    private final Chance chance;
    private final Post post;

    RowDirt(Incidents incidents, Chance chance, Post post) {
        this.incidents = incidents;
        this.chance = chance;
        this.post = post;
    }

    boolean soil(Draft draft, long time) {
        for (Rule rule : RULES) {
            if (applies(rule, draft) && chance.happens(incidents.rate(rule))) {
                apply(rule, draft, time);
                return true;
            }
        }
        return false;
    }

    private static boolean applies(Rule rule, Draft draft) {
        return switch (rule) {
            case UNKNOWN_EVENT_TYPE -> !draft.isEightField();
            case UNKNOWN_HOSPITAL -> draft.fields.containsKey("hospital_id");
            case UNKNOWN_DEPARTMENT, DEPARTMENT_SPELLING -> draft.fields.containsKey("department");
            case MISSING_EVENT_TIME -> !draft.isEightField() && Contamination.mayBeLost(draft);
            case FUTURE_EVENT_TIME -> Contamination.mayBeLost(draft);
            case UNREADABLE_TIME ->
                draft.type().equals("PENDING_DISCHARGE")
                        || draft.type().equals("BED_STATUS")
                        || (draft.isEightField() && Contamination.mayBeLost(draft));
            case AGE_OUT_OF_RANGE -> draft.fields.containsKey("age");
            case GENDER_SPELLING, UNKNOWN_GENDER -> draft.fields.containsKey("gender");
            case DISPOSITION_SPELLING, UNKNOWN_DISPOSITION -> draft.fields.containsKey("disposition");
            case BED_STATUS_SPELLING, UNKNOWN_BED_STATUS -> draft.fields.containsKey("bed_status");
            case UNREADABLE_VALUE -> draft.fields.containsKey("birth_date");
            default -> true;
        };
    }

    private void apply(Rule rule, Draft draft, long time) {
        Draft broken = draft.copy();
        switch (rule) {
            case OVERSIZED_PAYLOAD ->
                reject(rule, draft, post.parcel(draft, oversized(broken), time).unstamped(), time);
            case MALFORMED_PAYLOAD ->
                reject(rule, draft, post.parcel(draft, malformed(draft), time).unstamped(), time);
            case MISSING_KEY_FIELD -> {
                broken.fields.remove(chance.pick(keyFields(draft)));
                reject(rule, draft, broken, time, draft.recordedTime != null);
            }
            case UNKNOWN_EVENT_TYPE -> {
                broken.with("event_type", chance.pick(List.of("ADT_A01", "admission", "XFER", "SWAP")));
                reject(rule, draft, broken, time, true);
            }
            case UNKNOWN_HOSPITAL -> {
                broken.with("hospital_id", chance.pick(List.of("0", "99", "-1", "MHA")));
                reject(rule, draft, broken, time, draft.recordedTime != null);
            }
            case UNKNOWN_DEPARTMENT -> {
                broken.with("department", chance.pick(List.of("Helipad", "Gift Shop", "Ward ???")));
                reject(rule, draft, broken, time, draft.recordedTime != null);
            }
            case DEPARTMENT_SPELLING ->
                repair(rule, broken.with("department", respelt(SPELLINGS, draft, "department")), time);
            case GENDER_SPELLING -> repair(rule, broken.with("gender", respelt(GENDERS, draft, "gender")), time);
            case UNKNOWN_GENDER ->
                repair(rule, broken.with("gender", chance.pick(List.of("9", "see chart", "-"))), time);
            case DISPOSITION_SPELLING ->
                repair(rule, broken.with("disposition", respelt(DISPOSITIONS, draft, "disposition")), time);
            case UNKNOWN_DISPOSITION ->
                repair(rule, broken.with("disposition", chance.pick(List.of("99", "see chart", "30"))), time);
            case BED_STATUS_SPELLING ->
                repair(rule, broken.with("bed_status", respelt(BED_STATUSES, draft, "bed_status")), time);
            case UNKNOWN_BED_STATUS ->
                post.parcel(broken.with("bed_status", chance.pick(List.of("?", "I", "reserved"))), time)
                        .misleads()
                        .hit(rule)
                        .send();
            case AGE_OUT_OF_RANGE ->
                repair(
                        rule,
                        broken.with("age", chance.pick(List.<Object>of(-5L, -1L, 121L, 150L, 200L, "adult", "4.5"))),
                        time);
            case UNREADABLE_VALUE ->
                repair(
                        rule,
                        broken.with("birth_date", chance.pick(List.of("unknown", "02/03/1980", "1980-02-30"))),
                        time);
            case MISSING_EVENT_TIME -> missingTime(broken, time);
            case FUTURE_EVENT_TIME -> futureTime(broken, time);
            default -> unreadableTime(broken, time);
        }
    }

    /** The message arrives broken first, then whole; or, where its visit may suffer, broken only. */
    private void reject(Rule rule, Draft draft, Draft broken, long time, boolean stamped) {
        Post.Parcel parcel = post.parcel(draft, broken, time);
        reject(rule, draft, stamped ? parcel : parcel.unstamped(), time);
    }

    private void reject(Rule rule, Draft draft, Post.Parcel parcel, long time) {
        parcel.misleads().hit(rule);
        boolean lost = Contamination.mayBeLost(draft) && chance.happens(LOST);
        if (!lost) {
            parcel.send();
            post.parcel(draft, time + chance.between(1, 40)).send();
            return;
        }
        Case visit = draft.visit;
        if (Contamination.matters(draft)) {
            parcel.distortsVisit();
        } else if (visit != null) {
            parcel.allow(Rule.SILENT_VISIT, visit.registeredId);
        }
        parcel.send();
    }

    private void repair(Rule rule, Draft draft, long time) {
        post.parcel(draft, time).hit(rule).send();
    }

    private static byte[] oversized(Draft draft) {
        return draft.with("note", "x".repeat(ExpectedGold.PAYLOAD_BYTES_MAX)).json();
    }

    private byte[] malformed(Draft draft) {
        byte[] json = draft.json();
        return switch (chance.weighted(1, 1, 1, 1)) {
            case 0 -> Arrays.copyOf(json, json.length / 2);
            case 1 -> ("[" + new String(json, StandardCharsets.UTF_8) + "]").getBytes(StandardCharsets.UTF_8);
            case 2 -> ("MSH|^~\\&|ADT|" + draft.facility.id() + "|" + draft.eventTime).getBytes(StandardCharsets.UTF_8);
            default -> {
                // A byte that begins no UTF-8 character, in the middle of the first text.
                json[5] = (byte) 0xFF;
                yield json;
            }
        };
    }

    private static List<String> keyFields(Draft draft) {
        List<String> names = new ArrayList<>();
        for (String name : List.of("event_id", "patient_id", "hospital_id", "retired_patient_id", "bed_status")) {
            boolean needed = !name.equals("hospital_id") || !draft.type().equals("MERGE");
            if (needed && draft.fields.containsKey(name)) {
                names.add(name);
            }
        }
        return names;
    }

    private String respelt(Map<String, List<String>> spellings, Draft draft, String field) {
        String exact = draft.fields.getOrDefault(field, "").toString();
        return chance.pick(spellings.getOrDefault(exact, List.of(exact)));
    }

    private void missingTime(Draft draft, long time) {
        if (chance.happens(0.5)) {
            draft.fields.remove("event_time");
        } else {
            draft.with("event_time", chance.pick(List.of("yesterday", "2026-13-01T00:00:00Z", "12/10/2026 08:00")));
        }
        displaced(Rule.MISSING_EVENT_TIME, draft, time);
    }

    private void futureTime(Draft draft, long time) {
        // Later than the end of the day, which is the recorded time of what has none of its own.
        long ahead = chance.between(26 * HOUR, 72 * HOUR);
        if (draft.isEightField()) {
            draft.with("admission_time", TimeText.naive(time + ahead));
        } else {
            long recorded = draft.recordedTime == null ? time : draft.recordedTime;
            draft.with("event_time", TimeText.of(recorded + ahead, draft.facility));
        }
        displaced(Rule.FUTURE_EVENT_TIME, draft, time);
    }

    private void displaced(Rule rule, Draft draft, long time) {
        Post.Parcel parcel = post.parcel(draft, time).misleads().hit(rule);
        if (Contamination.matters(draft)) {
            parcel.distortsVisit();
        }
        if (draft.isEightField()) {
            parcel.distorts(Reporter.eightFieldEncounter(
                    draft.facility.id(),
                    draft.fields.getOrDefault("patient_id", "").toString(),
                    draft.fields.getOrDefault("admission_time", "").toString()));
        }
        parcel.send();
    }

    private void unreadableTime(Draft draft, long time) {
        if (draft.isEightField()) {
            draft.with("discharge_time", "unknown");
            post.parcel(draft, time).hit(Rule.UNREADABLE_TIME).distortsVisit().send();
        } else if (draft.type().equals("PENDING_DISCHARGE")) {
            draft.with("expected_time", chance.pick(List.of("tomorrow", "after rounds")));
            repair(Rule.UNREADABLE_TIME, draft, time);
        } else {
            draft.with("recorded_time", "n/a");
            post.parcel(draft, time).unstamped().hit(Rule.UNREADABLE_TIME).send();
        }
    }
}
