package org.wardflow.app.demo;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.wardflow.simulator.Incident;
import org.wardflow.simulator.SimulationSpec;

/** What to say of the incidents of a demo. */
final class Incidents {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT).withZone(ZoneOffset.UTC);

    private Incidents() {}

    /** A line about the incident that is on, or has just been; empty if there is none. */
    static Optional<String> note(SimulationSpec spec, Instant now) {
        List<Incident> begun = spec.incidents().stream()
                .filter(incident -> !incident.from().isAfter(now))
                .toList();
        if (begun.isEmpty()) {
            return Optional.empty();
        }
        Incident latest = begun.get(begun.size() - 1);
        String state = now.isBefore(latest.until())
                ? "since " + TIME.format(latest.from())
                : "over since " + TIME.format(latest.until());
        return Optional.of("incident     %s %s: %s".formatted(latest.kind().id(), state, happens(latest.kind())));
    }

    private static String happens(Incident.Kind kind) {
        return switch (kind) {
            case SURGE -> "ten times as many emergencies at hospital 1";
            case DIRT -> "fifty times as much dirt from every hospital";
            case OUTAGE -> "nothing comes from hospital 1, and then all of it";
            case SCHEMA -> "hospital 1 sends another attribute and spelling";
        };
    }

    /** A query that shows what became of an incident. */
    static String query(Incident incident) {
        return switch (incident.kind()) {
            case SURGE -> """
                select hour_start, admissions, closing_census, beds, occupancy_percent from gold.fact_department_hour \
                where hospital_id = '1' and department = 'Emergency' order by hour_start desc limit 12""";
            case DIRT -> """
                select rule_id, action, recorded_day, sum(findings) as findings from gold.quality_result \
                where recorded_day >= date '%s' group by 1, 2, 3 order by 4 desc""".formatted(incident.from().toString().substring(0, 10));
            case OUTAGE ->
                """
                select date_trunc('minute', default_recorded_ts) as sent, count(*) as messages from bronze.patient_flow \
                where default_recorded_ts >= timestamp '%s' group by 1 order by 2 desc limit 10""".formatted(incident.until().toString().replace("T", " ").replace("Z", ""));
            case SCHEMA -> """
                select department, extra, findings from silver.patient_flow_message \
                where extra is not null and hospital_id = '1' order by recorded_ts desc limit 10""";
        };
    }
}
