package org.wardflow.simulator.gold.internal;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.wardflow.simulator.Rule;
import org.wardflow.simulator.gold.Codes;
import org.wardflow.simulator.gold.internal.Event.Details;
import org.wardflow.simulator.gold.internal.Times.Reading;

/** Reads one payload and applies the row rules of docs/semantics.md §2. */
final class RowRules {
    private static final long FUTURE_TOLERANCE = 5 * Text.MINUTE;
    /** A time that lies further back than this, when its message comes, was filled in for none. */
    private static final long AGE_MAX = 50L * 365 * 24 * 60 * Text.MINUTE;

    /** An id, or a department, of more bytes is none. */
    private static final int KEY_BYTES_MAX = 500;

    private static final List<String> EIGHT_FIELD = List.of(
            "patient_id", "gender", "age", "department", "admission_time", "discharge_time", "bed_id", "hospital_id");
    private static final List<String> CANONICAL = List.of(
            ("event_id,event_type,event_time,recorded_time,sequence,patient_id,encounter_id,hospital_id,department,bed_id,gender,"
                            + "age,birth_date,insurance,postal_code,disposition,cancels_event_id,bed_status,expected_time,pending_department,"
                            + "surviving_patient_id,retired_patient_id,surviving_encounter_id,retired_encounter_id")
                    .split(",", -1));
    private static final String DISCHARGE_SUFFIX = "-discharge";

    private final Codes codes;
    private final Values values;
    private final Map<String, List<String>> aliases;
    private final int payloadBytesMax;

    RowRules(Codes codes, Map<String, List<String>> aliases, int payloadBytesMax) {
        this.codes = codes;
        this.aliases = aliases;
        this.values = new Values(codes);
        this.payloadBytesMax = payloadBytesMax;
    }

    Message apply(String sha, byte[] payload, long defaultRecordedTs) {
        if (payload.length > payloadBytesMax) {
            return Message.rejected(sha, defaultRecordedTs, Rule.OVERSIZED_PAYLOAD);
        }
        Optional<Map<String, String>> texts = Payloads.read(payload, aliases);
        if (texts.isEmpty()) {
            return Message.rejected(sha, defaultRecordedTs, Rule.MALFORMED_PAYLOAD);
        }
        return new Row(sha, new Fields(texts.get()), defaultRecordedTs).message();
    }

    /** The attributes of a payload; an empty one is missing. */
    record Fields(Map<String, String> texts) {

        /** Those of a message of another topic; empty if it is over the limit, or no JSON object. */
        static Optional<Fields> of(byte[] payload, Map<String, List<String>> aliases, int payloadBytesMax) {
            return payload.length > payloadBytesMax
                    ? Optional.empty()
                    : Payloads.read(payload, aliases).map(Fields::new);
        }

        @Nullable String text(String name) {
            String text = texts.get(name);
            return text == null || text.isEmpty() || isRefused(name) ? null : text;
        }

        /** Whether it is an object or an array, or a text that begins as one; or too long for an id or a department. */
        boolean isRefused(String name) {
            String text = texts.get(name);
            boolean isKey = name.endsWith("_id") || name.equals("department");
            return text != null
                    && (text.startsWith("{")
                            || text.startsWith("[")
                            || (isKey && text.getBytes(StandardCharsets.UTF_8).length > KEY_BYTES_MAX));
        }

        boolean has(String name) {
            return text(name) != null;
        }

        boolean isEightField() {
            return !has("event_type")
                    && !has("event_id")
                    && (texts.containsKey("admission_time") || texts.containsKey("discharge_time"));
        }
    }

    /** One payload on its way through the rules. */
    private final class Row {
        private final String sha;
        private final Fields fields;
        private final boolean eightField;
        private final EnumSet<Rule> hits = EnumSet.noneOf(Rule.class);
        private final ZoneId zone;
        private final long earliest;
        private final long recordedTs;
        private final @Nullable String disposition;

        Row(String sha, Fields fields, long defaultRecordedTs) {
            this.sha = sha;
            this.fields = fields;
            this.eightField = fields.isEightField();
            Codes.@Nullable Hospital hospital = hospital();
            this.zone = eightField || hospital == null ? ZoneOffset.UTC : hospital.zone();
            this.earliest = defaultRecordedTs - AGE_MAX;
            Optional<Reading> recorded = eightField ? Optional.empty() : time("recorded_time");
            this.recordedTs = recorded.map(Reading::micros).orElse(defaultRecordedTs);
            this.disposition = word(
                    "disposition", codes.dispositionSynonyms(), Rule.DISPOSITION_SPELLING, Rule.UNKNOWN_DISPOSITION);
            word("bed_status", codes.bedStatusSynonyms(), Rule.BED_STATUS_SPELLING, Rule.UNKNOWN_BED_STATUS);
        }

        private Codes.@Nullable Hospital hospital() {
            String id = fields.text("hospital_id");
            return id == null ? null : codes.hospitals().get(id);
        }

        /** Reads a time other than that of the event; one that cannot be read is flagged. */
        private Optional<Reading> time(String name) {
            Optional<Reading> reading = read(name);
            if (reading.isEmpty() && fields.has(name)) {
                hits.add(Rule.UNREADABLE_TIME);
            }
            return reading;
        }

        private Optional<Reading> read(String name) {
            return Times.read(fields.text(name), zone).filter(reading -> reading.micros() >= earliest);
        }

        Message message() {
            Optional<EventType> type =
                    eightField ? Optional.of(EventType.ADMISSION) : EventType.of(orEmpty(fields.text("event_type")));
            keyFields(type);
            unreadableValues();
            if (fields.has("hospital_id") && hospital() == null) {
                hits.add(Rule.UNKNOWN_HOSPITAL);
            }
            Place place =
                    new Place(fields.text("hospital_id"), department(fields.text("department")), fields.text("bed_id"));
            Optional<Reading> sent = read(eightField ? "admission_time" : "event_time");
            boolean repaired = eventTimeRules(sent);
            Attributes attributes = attributes();
            @Nullable Long expected = eightField ? null : micros(time("expected_time"));
            @Nullable Long discharge = eightField ? micros(time("discharge_time")) : null;
            List<Event> events = new ArrayList<>();
            if (type.isPresent() && hits.stream().noneMatch(hit -> hit.action() == Rule.Action.QUARANTINE)) {
                long eventTs = repaired ? recordedTs : sent.orElseThrow().micros();
                Event event = event(type.get(), micros(sent), repaired, eventTs, place, attributes, expected);
                events.add(event);
                if (discharge != null) {
                    events.add(dischargeHalf(event, discharge));
                }
            }
            return new Message(
                    sha, hospital() == null ? Message.UNKNOWN : orEmpty(place.hospitalId()), recordedTs, hits, events);
        }

        private void keyFields(Optional<EventType> type) {
            if (!eightField && fields.has("event_type") && type.isEmpty()) {
                hits.add(Rule.UNKNOWN_EVENT_TYPE);
            }
            Set<String> needed = eightField ? KeyFields.EIGHT_FIELD : KeyFields.of(type);
            boolean complete = needed.stream().allMatch(fields::has)
                    && (type.filter(EventType.MERGE::equals).isEmpty() || KeyFields.mergePair(fields));
            if (!complete) {
                hits.add(Rule.MISSING_KEY_FIELD);
            }
        }

        private void unreadableValues() {
            boolean refused = (eightField ? EIGHT_FIELD : CANONICAL).stream().anyMatch(fields::isRefused);
            boolean noDate = fields.has("birth_date")
                    && Times.readDate(fields.text("birth_date")).isEmpty();
            boolean noSequence = fields.has("sequence") && !values.isInteger(fields.text("sequence"));
            if (refused || (!eightField && (noDate || noSequence))) {
                hits.add(Rule.UNREADABLE_VALUE);
            }
        }

        private @Nullable String department(@Nullable String sent) {
            if (sent == null || codes.departments().contains(sent)) {
                return sent;
            }
            String name = values.departmentOf(sent);
            hits.add(name == null ? Rule.UNKNOWN_DEPARTMENT : Rule.DEPARTMENT_SPELLING);
            return name;
        }

        /** Whether the recorded time has to stand for the event time. */
        private boolean eventTimeRules(Optional<Reading> sent) {
            if (sent.isEmpty()) {
                hits.add(Rule.MISSING_EVENT_TIME);
                return true;
            }
            if (sent.get().ambiguous()) {
                hits.add(Rule.AMBIGUOUS_LOCAL_TIME);
            }
            if (sent.get().micros() > recordedTs + FUTURE_TOLERANCE) {
                hits.add(Rule.FUTURE_EVENT_TIME);
                return true;
            }
            return false;
        }

        private Attributes attributes() {
            String sentAge = fields.text("age");
            Integer age = values.age(sentAge);
            if (sentAge != null && age == null) {
                hits.add(Rule.AGE_OUT_OF_RANGE);
            }
            String sentGender = fields.text("gender");
            String gender = values.gender(sentGender);
            if (sentGender != null && gender == null) {
                hits.add(Rule.UNKNOWN_GENDER);
            } else if (sentGender != null && !sentGender.equals(gender)) {
                hits.add(Rule.GENDER_SPELLING);
            }
            @Nullable LocalDate birthDate = eightField
                    ? null
                    : Times.readDate(fields.text("birth_date")).orElse(null);
            return new Attributes(
                    gender,
                    age,
                    birthDate,
                    eightField ? null : fields.text("insurance"),
                    eightField ? null : fields.text("postal_code"));
        }

        private Event event(
                EventType type,
                @Nullable Long sentTs,
                boolean repaired,
                long eventTs,
                Place place,
                Attributes attributes,
                @Nullable Long expectedTs) {
            String patientId = fields.text("patient_id");
            String eventId = fields.text("event_id");
            String encounterId = eightField ? eightFieldEncounter() : fields.text("encounter_id");
            boolean observes = patientId != null && type != EventType.MERGE && type != EventType.BED_STATUS;
            return new Event(
                    new Stamp(
                            eventTs,
                            recordedTs,
                            eightField ? 0 : values.sequence(fields.text("sequence")),
                            type.rank(),
                            eventId == null ? sha : eventId,
                            sha),
                    type,
                    sentTs,
                    repaired,
                    patientId,
                    encounterId,
                    encounterId,
                    place,
                    attributes,
                    observes,
                    eightField ? Details.NONE : details(expectedTs));
        }

        private Details details(@Nullable Long expectedTs) {
            Details details = new Details(
                    disposition,
                    fields.text("cancels_event_id"),
                    expectedTs,
                    pendingDepartment(),
                    fields.text("surviving_patient_id"),
                    fields.text("retired_patient_id"),
                    fields.text("surviving_encounter_id"),
                    fields.text("retired_encounter_id"));
            return details.equals(Details.NONE) ? Details.NONE : details;
        }

        /** The word of a list that a text is a spelling of; one that is in no list stays as it is. */
        private @Nullable String word(String name, Map<String, String> synonyms, Rule spelling, Rule unknown) {
            String sent = eightField ? null : fields.text(name);
            String word = sent == null ? null : synonyms.get(Codes.lowerCase(sent));
            if (sent != null && !sent.equals(word)) {
                hits.add(word == null ? unknown : spelling);
            }
            return word == null ? sent : word;
        }

        private @Nullable String pendingDepartment() {
            String sent = fields.text("pending_department");
            String name = sent == null || codes.departments().contains(sent) ? sent : values.departmentOf(sent);
            return name == null ? sent : name;
        }

        private String eightFieldEncounter() {
            return Text.sha256(String.join(
                    "|",
                    orEmpty(fields.text("hospital_id")),
                    orEmpty(fields.text("patient_id")),
                    orEmpty(fields.text("admission_time"))));
        }

        private Event dischargeHalf(Event admission, long dischargeTs) {
            EventType type = EventType.DISCHARGE;
            return new Event(
                    new Stamp(dischargeTs, recordedTs, 0, type.rank(), sha + DISCHARGE_SUFFIX, sha),
                    type,
                    dischargeTs,
                    false,
                    admission.patientId(),
                    admission.encounterId(),
                    admission.encounterIdSent(),
                    admission.place(),
                    Attributes.UNKNOWN,
                    false,
                    Details.NONE);
        }
    }

    private static @Nullable Long micros(Optional<Reading> reading) {
        return reading.map(Reading::micros).orElse(null);
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }
}
