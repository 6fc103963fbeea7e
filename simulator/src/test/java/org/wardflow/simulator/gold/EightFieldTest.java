package org.wardflow.simulator.gold;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.wardflow.simulator.Rule;

/** The widespread eight-field event: one visit with a foretold discharge. */
class EightFieldTest {
    private static final Instant CAPTURED = Instant.parse("2026-11-01T01:23:20Z");

    private static ExpectedGold excerpt() throws IOException {
        try (InputStream in = EightFieldTest.class.getResourceAsStream("/eight-field-excerpt.ndjson")) {
            assertThat(in).isNotNull();
            List<Delivery> deliveries = new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .map(line -> new Delivery(line.getBytes(StandardCharsets.UTF_8), CAPTURED))
                    .toList();
            Map<String, Codes.Hospital> hospitals = IntStream.rangeClosed(1, 7)
                    .mapToObj(Integer::toString)
                    .collect(Collectors.toMap(
                            Function.identity(), id -> new Codes.Hospital(id, ZoneId.of("America/Chicago"))));
            Codes codes = new Codes(
                    hospitals,
                    Set.of("Emergency", "Surgery", "ICU", "Pediatrics", "Maternity", "Oncology", "Cardiology"),
                    Map.of(),
                    Map.of("male", "Male", "female", "Female"),
                    Map.of(),
                    Map.of());
            return ExpectedGold.derive(new ExpectedGold.Input(
                    deliveries,
                    List.of(),
                    List.of(),
                    List.of(),
                    List.of(),
                    codes,
                    new TreeSet<>(),
                    ExpectedGold.PAYLOAD_BYTES_MAX));
        }
    }

    @Test
    void fiftyEventsAreFiftyVisitsWithTheirDirtCounted() throws IOException {
        ExpectedGold gold = excerpt();
        assertThat(Feed.rows(gold, "fact_patient_flow", "encounter_id")).hasSize(50);
        Map<Rule, Long> counts = gold.findings().stream()
                .collect(Collectors.groupingBy(ExpectedFinding::rule, TreeMap::new, Collectors.counting()));
        // Counted in the file by hand: ages above 120, admissions after the capture, discharges before them.
        assertThat(counts)
                .isEqualTo(Map.of(
                        Rule.AGE_OUT_OF_RANGE, 3L, Rule.FUTURE_EVENT_TIME, 7L, Rule.DISCHARGE_BEFORE_ADMISSION, 6L));
        // Of the six, two have a discharge after the capture, which is the admission as repaired.
        assertThat(Collections.frequency(Feed.rows(gold, "fact_patient_flow", "has_valid_interval"), "true"))
                .isEqualTo(50 - 4);
    }

    @Test
    void theDischargeIsForetoldAndTheEncounterIsAHashOfWhatWasSent() {
        Feed feed = new Feed()
                .raw(
                        "{\"patient_id\":\"P\",\"gender\":\"Male\",\"age\":40,\"department\":\"ICU\",\"bed_id\":3,\"hospital_id\":1,"
                                + "\"admission_time\":\"2026-03-02T08:00:00\",\"discharge_time\":\"2026-03-04T08:00:00\"}");
        assertThat(feed.stays()).containsExactly("ICU 3 08:00 2026-03-04T08:00:00.000000Z ADMISSION DISCHARGE");
        // printf '1|P|2026-03-02T08:00:00' | sha256sum
        assertThat(feed.rows("fact_patient_flow", "encounter_id", "arrival_ts", "length_of_stay_days"))
                .containsExactly("22da421ebe8e385c1c76a0c79d5da9d97f21ecd4b149f50e8a40d10264fa899b 08:00 2");
    }

    @Test
    void anUnreadableDischargeTimeIsFlaggedAndTheVisitStaysOpen() {
        Feed feed = new Feed()
                .raw("{\"patient_id\":\"P\",\"department\":\"ICU\",\"bed_id\":3,\"hospital_id\":1,"
                        + "\"admission_time\":\"2026-03-02T08:00:00\",\"discharge_time\":\"soon\"}");
        assertThat(feed.findings()).containsExactly("unreadable_time");
        assertThat(feed.stays()).containsExactly("ICU 3 08:00 - ADMISSION -");
    }

    @Test
    void aFilledInAdmissionLeavesNoLengthOfStayAndAFilledInDischargeLeavesTheVisitOpen() {
        String message = "{\"patient_id\":\"P\",\"department\":\"ICU\",\"bed_id\":3,\"hospital_id\":1,"
                + "\"admission_time\":\"%s\",\"discharge_time\":\"%s\"}";
        Feed admission = new Feed().raw(message.formatted("1900-01-01T00:00:00", "2026-03-02T08:00:00"));
        assertThat(admission.findings()).containsExactly("missing_event_time", "discharge_before_admission");
        assertThat(admission.stays()).isEmpty();
        assertThat(admission.rows("fact_patient_flow", "length_of_stay_minutes", "has_valid_interval"))
                .containsExactly("- false");

        Feed discharge = new Feed().raw(message.formatted("2026-03-02T08:00:00", "1900-01-01T00:00:00"));
        assertThat(discharge.findings()).containsExactly("unreadable_time");
        assertThat(discharge.stays()).containsExactly("ICU 3 08:00 - ADMISSION -");
    }
}
