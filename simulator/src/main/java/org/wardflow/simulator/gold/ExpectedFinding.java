package org.wardflow.simulator.gold;

import java.time.Instant;
import java.util.List;
import org.wardflow.simulator.Rule;

/**
 * One finding of one rule.
 *
 * @param source the topic, or the extract, that the finding is about
 * @param subject what is hit: the payload's SHA-256 in hex for row and event rules, the encounter for visits, the patient,
 *     {@code encounter_id|stay_no} for bed stays; ids are resolved through merges
 * @param involved the encounters and patients that the finding compares, the subject's own among them; for tracing
 * @param hospitalId the hospital, or {@code unknown}
 * @param recordedAt decides the day that counts it
 */
public record ExpectedFinding(
        Rule rule, String source, String subject, List<String> involved, String hospitalId, Instant recordedAt) {
    public ExpectedFinding {
        involved = List.copyOf(involved);
    }
}
