package org.wardflow.app.verify;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.wardflow.flow.read.KnownAt;
import org.wardflow.flow.read.Reader;
import org.wardflow.simulator.Rule;
import org.wardflow.simulator.gold.ExpectedFinding;
import org.wardflow.simulator.gold.ExpectedGold;

/**
 * The findings of a home beside the expected ones, each with what it is about, and its quarantine.
 *
 * @param found how many, by rule
 * @param expected how many, by rule
 * @param different by rule, how many there are on one side alone; only rules with any
 * @param quarantine messages that lie in quarantine and should not, or the other way round
 */
public record FindingComparison(
        Map<String, Long> found, Map<String, Long> expected, Map<String, Long> different, long quarantine) {

    /** What each table of silver says a finding is about, as {@link ExpectedFinding#subject} has it. */
    private static final String FOUND = """
            select rule_id, payload_sha256 from silver.event_finding
            union all
            select f.rule_id, coalesce(f.payload_sha256, e.payload_sha256, f.subject)
            from silver.visit_finding f
            left join silver.encounter_event e on e.event_id = f.subject
                and f.rule_id in ('transfer_after_discharge', 'move_outside_visit')
            union all
            select rule_id, subject from silver.patient_finding
            union all
            select rule_id, concat(encounter_id, '|', cast(stay_no as string)) from silver.bed_finding
            union all
            select rule_id, payload_sha256 from silver.row_finding
            union all
            select rule_id, payload_sha256 from silver.delivery_finding""";

    private record Finding(String rule, String subject) {}

    public FindingComparison {
        found = Map.copyOf(found);
        expected = Map.copyOf(expected);
        different = Map.copyOf(different);
    }

    /** @param discarded SHA-256 of messages that lie in quarantine by a steward's decision */
    static FindingComparison of(Reader reader, ExpectedGold gold, Set<String> discarded) {
        Map<Finding, Long> left = new HashMap<>();
        Map<String, Long> expected = new TreeMap<>();
        Set<String> rejected = new HashSet<>();
        for (ExpectedFinding finding : gold.findings()) {
            left.merge(new Finding(finding.rule().id(), finding.subject()), 1L, Long::sum);
            expected.merge(finding.rule().id(), 1L, Long::sum);
            if (finding.rule().action() == Rule.Action.QUARANTINE) {
                rejected.add(finding.subject());
            }
        }
        Map<String, Long> found = new TreeMap<>();
        reader.query(FOUND, KnownAt.now(), row -> {
            Finding finding = new Finding(String.valueOf(row.get(0)), String.valueOf(row.get(1)));
            found.merge(finding.rule(), 1L, Long::sum);
            left.merge(finding, -1L, Long::sum);
        });
        Map<String, Long> different = new TreeMap<>();
        left.forEach((finding, surplus) -> {
            if (surplus != 0) {
                different.merge(finding.rule(), Math.abs(surplus), Long::sum);
            }
        });
        return new FindingComparison(found, expected, different, quarantine(reader, rejected, discarded));
    }

    private static long quarantine(Reader reader, Set<String> rejected, Set<String> discarded) {
        Set<String> missing = new HashSet<>(rejected);
        Set<String> surplus = new HashSet<>();
        reader.query("select payload_sha256 from silver.quarantine", KnownAt.now(), row -> {
            String sha256 = String.valueOf(row.get(0));
            if (!missing.remove(sha256) && !rejected.contains(sha256) && !discarded.contains(sha256)) {
                surplus.add(sha256);
            }
        });
        return (long) missing.size() + surplus.size();
    }

    /** Whether nothing differs. */
    public boolean isEqual() {
        return different.isEmpty() && quarantine == 0;
    }
}
