package org.wardflow.simulator.gold.internal;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.wardflow.simulator.Rule;
import org.wardflow.simulator.gold.Codes;
import org.wardflow.simulator.gold.ExpectedFinding;
import org.wardflow.simulator.gold.ExpectedTable;

/** Collects the findings of all rules and counts them (docs/semantics.md §7, quality_result). */
final class Findings {
    private static final List<String> COLUMNS =
            List.of("rule_id", "action", "source", "hospital_id", "recorded_day", "findings");
    private static final String EVENTS = "patient-flow";

    private final Codes codes;
    private final List<ExpectedFinding> all = new ArrayList<>();

    Findings(Codes codes) {
        this.codes = codes;
    }

    void ofMessage(Rule rule, Message message) {
        all.add(new ExpectedFinding(
                rule,
                EVENTS,
                message.sha(),
                message.events().stream()
                        .flatMap(event -> involved(event).stream())
                        .distinct()
                        .toList(),
                message.hospitalId(),
                Text.instant(message.recordedTs())));
    }

    /** A finding about the event itself. */
    void ofEvent(Rule rule, Event event) {
        add(rule, event.stamp().sha(), involved(event), event);
    }

    /** @param event whose recorded time and hospital the finding takes */
    void add(Rule rule, String subject, List<String> involved, Event event) {
        all.add(new ExpectedFinding(
                rule,
                EVENTS,
                subject,
                involved,
                known(event.place().hospitalId()),
                Text.instant(event.stamp().recordedTs())));
    }

    /** A finding about a row of an extract, a message about a department or a reading. */
    void ofRow(Rule rule, String source, String sha, @Nullable String hospitalId, long recordedTs) {
        all.add(new ExpectedFinding(rule, source, sha, List.of(), known(hospitalId), Text.instant(recordedTs)));
    }

    /** As above. */
    void ofRow(Rule rule, String source, Stamp stamp, @Nullable String hospitalId) {
        ofRow(rule, source, stamp.sha(), hospitalId, stamp.recordedTs());
    }

    private String known(@Nullable String hospitalId) {
        return hospitalId != null && codes.hospitals().containsKey(hospitalId) ? hospitalId : Message.UNKNOWN;
    }

    private static List<String> involved(Event event) {
        List<String> involved = new ArrayList<>();
        String encounterId = event.encounterId();
        String patientId = event.patientId();
        if (encounterId != null) {
            involved.add(encounterId);
        }
        if (patientId != null) {
            involved.add(patientId);
        }
        return involved;
    }

    List<ExpectedFinding> all() {
        return all;
    }

    private record Group(Rule rule, String source, String hospitalId, LocalDate day) {}

    ExpectedTable table() {
        Map<Group, Long> counts = new TreeMap<>(Comparator.comparing(Group::rule)
                .thenComparing(Group::source, Text::compare)
                .thenComparing(Group::hospitalId, Text::compare)
                .thenComparing(Group::day));
        for (ExpectedFinding finding : all) {
            if (finding.rule() != Rule.EXACT_DUPLICATE) {
                LocalDate day = Text.utcDate(Text.micros(finding.recordedAt()));
                counts.merge(new Group(finding.rule(), finding.source(), finding.hospitalId(), day), 1L, Long::sum);
            }
        }
        Rows rows = new Rows();
        counts.forEach((group, count) ->
                rows.add(group.rule.id(), group.rule.action().id(), group.source, group.hospitalId, group.day, count));
        return rows.table(COLUMNS);
    }
}
