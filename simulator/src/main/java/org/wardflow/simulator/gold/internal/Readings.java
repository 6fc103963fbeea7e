package org.wardflow.simulator.gold.internal;

import java.math.BigDecimal;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.wardflow.simulator.Rule;
import org.wardflow.simulator.gold.internal.RowRules.Fields;

/** Judges readings of devices (docs/semantics.md §2): gold holds nothing of them but what the rules found. */
final class Readings {
    static final List<String> MEASURES = List.of(
            "heart_rate",
            "respiratory_rate",
            "oxygen_saturation",
            "systolic_pressure",
            "diastolic_pressure",
            "temperature");

    static final List<String> ATTRIBUTES = Stream.concat(
                    Stream.of(
                            "device_id",
                            "patient_id",
                            "encounter_id",
                            "hospital_id",
                            "event_time",
                            "recorded_time",
                            "ventilator"),
                    MEASURES.stream())
            .toList();

    private static final BigDecimal HEART_RATE_MAX = BigDecimal.valueOf(300);
    private static final BigDecimal OXYGEN_SATURATION_MAX = BigDecimal.valueOf(100);

    private Readings() {}

    /** Adds what is found about each distinct message of the topic. */
    static void judge(Messages topic, Map<String, List<String>> aliases, int payloadBytesMax, Findings findings) {
        topic.forEach((sha, payload, defaultRecordedTs) -> {
            Fields fields = Fields.of(payload, aliases, payloadBytesMax).orElse(new Fields(Map.of()));
            long recordedTs = Times.read(fields.text("recorded_time"), ZoneOffset.UTC)
                    .map(Times.Reading::micros)
                    .orElse(defaultRecordedTs);
            hits(fields)
                    .forEach(rule -> findings.ofRow(rule, "vital-sign", sha, fields.text("hospital_id"), recordedTs));
        });
    }

    private static List<Rule> hits(Fields fields) {
        List<Rule> hits = new ArrayList<>();
        if (!fields.has("patient_id")
                || !fields.has("device_id")
                || Times.read(fields.text("event_time"), ZoneOffset.UTC).isEmpty()) {
            hits.add(Rule.VITAL_SIGN_WITHOUT_KEY);
        }
        if (isOutside(fields, "heart_rate", HEART_RATE_MAX)) {
            hits.add(Rule.IMPLAUSIBLE_HEART_RATE);
        }
        if (isOutside(fields, "oxygen_saturation", OXYGEN_SATURATION_MAX)) {
            hits.add(Rule.IMPLAUSIBLE_OXYGEN_SATURATION);
        }
        if (Unreadable.inReading(fields)) {
            hits.add(Rule.UNREADABLE_VITAL_SIGN);
        }
        return hits;
    }

    /** Whether it is a number, and below 0 or above the most. */
    private static boolean isOutside(Fields fields, String name, BigDecimal most) {
        Optional<BigDecimal> value = Values.decimal(fields.text(name));
        return value.filter(number -> number.signum() < 0 || number.compareTo(most) > 0)
                .isPresent();
    }
}
