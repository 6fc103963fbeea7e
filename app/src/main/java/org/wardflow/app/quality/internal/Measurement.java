package org.wardflow.app.quality.internal;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.wardflow.app.quality.QualityReport;
import org.wardflow.app.quality.QualityReport.Example;
import org.wardflow.app.quality.QualityReport.Held;
import org.wardflow.app.quality.QualityReport.Tally;
import org.wardflow.app.quarantine.Quarantine;
import org.wardflow.app.quarantine.Rejected;
import org.wardflow.app.quarantine.Selection;
import org.wardflow.app.schema.SchemaChange;
import org.wardflow.app.workspace.Workspace;
import org.wardflow.flow.contract.Contract;
import org.wardflow.flow.contract.Rule;
import org.wardflow.flow.read.KnownAt;
import org.wardflow.flow.read.Reader;
import org.wardflow.lake.Manifest;
import org.wardflow.lake.TableName;

/** Asks one state of a home for the figures of its quality report. */
public final class Measurement {
    private static final TableName READINGS = new TableName("silver", "vital_sign");

    /** One row for each distinct message of the topics that have row rules. */
    private static final String MESSAGES = """
            with found as (
                select f.payload_sha256, bool_or(f.action = 'repair') as repaired, bool_or(f.action = 'flag') as flagged
                from silver.event_finding f group by f.payload_sha256
            ),
            readings as (
                select b.payload_sha256, count(*) as copies from bronze.vital_sign b group by b.payload_sha256
            ),
            held as (
                select q.source, q.payload_sha256, coalesce(q.is_discarded, false) as is_discarded from silver.quarantine q
            ),
            message as (
                select 'patient-flow' as source, m.copies, m.hospital_id,
                    coalesce(m.department_listed, case when m.department_sent is null then 'none sent' else 'unknown' end)
                        as department, m.recorded_ts,
                    h.payload_sha256 is not null as is_held, coalesce(h.is_discarded, false) as is_discarded,
                    h.payload_sha256 is null and coalesce(f.repaired, false) as is_repaired,
                    h.payload_sha256 is null and coalesce(f.flagged, false) as is_flagged
                from silver.patient_flow_message m
                left join held h on h.source = 'patient-flow' and h.payload_sha256 = m.payload_sha256
                left join found f on f.payload_sha256 = m.payload_sha256
                union all
                select 'vital-sign', r.copies, v.hospital_id, 'none sent', v.recorded_ts,
                    h.payload_sha256 is not null, coalesce(h.is_discarded, false),
                    h.payload_sha256 is null and (%s), h.payload_sha256 is null and (%s)
                from silver.vital_sign v
                join readings r on r.payload_sha256 = v.payload_sha256
                left join held h on h.source = 'vital-sign' and h.payload_sha256 = v.payload_sha256
            ),
            """;

    private static final String COUNTS = """
            cast(sum(copies) as bigint), count(*), count(*) filter (where not is_held), count(*) filter (where is_repaired),
            count(*) filter (where is_flagged), count(*) filter (where is_held), count(*) filter (where is_discarded)""";

    private static final String HOSPITAL =
            "coalesce(h.%s, case when m.hospital_id is null then 'none sent' else 'unknown' end)";

    private final Workspace workspace;
    private final Reader reader;
    private final Manifest manifest;
    private final KnownAt at;
    private final String messages;

    /** Of one state; VERSION_GONE if there is none. */
    public Measurement(Workspace workspace, KnownAt state) {
        this.workspace = workspace;
        this.reader = workspace.reader();
        this.manifest = reader.manifest(state);
        this.at = new KnownAt.Cycle(manifest.cycle());
        Contract readings =
                Objects.requireNonNull(workspace.content().contracts().get(READINGS));
        this.messages = MESSAGES.formatted(hits(readings, Rule.Action.REPAIR), hits(readings, Rule.Action.FLAG));
    }

    private static String hits(Contract contract, Rule.Action action) {
        return contract.rowRules().stream()
                .filter(rule -> rule.action() == action)
                .map(rule -> "coalesce(instr(v.findings, '|%s|'), 0) > 0".formatted(rule.id()))
                .collect(Collectors.collectingAndThen(
                        Collectors.joining(" or "), text -> text.isEmpty() ? "false" : text));
    }

    /** All of it. */
    public QualityReport report() {
        List<Tally> byTopic = tallies("source", "source");
        Quarantine quarantine = new Quarantine(reader, workspace.content(), at);
        SourceFigures sources = new SourceFigures(workspace, at);
        List<QualityReport.Source> all = sources.all(byTopic);
        return new QualityReport(
                manifest.cycle(),
                manifest.at(),
                reader.lastTick(at).orElse(null),
                total(all),
                all,
                tallies(HOSPITAL.formatted("hospital_id"), HOSPITAL.formatted("name")),
                tallies("department", "department"),
                new RuleFigures(workspace, at).all(),
                held(quarantine),
                new CycleTrend(workspace).until(manifest),
                days(),
                examples(quarantine),
                sources.unknownAttributes(),
                schemaChanges(),
                new GoldChecks(workspace, at).all());
    }

    private List<QualityReport.SchemaChange> schemaChanges() {
        return SchemaChange.all(workspace.lake()).stream()
                .filter(change -> change.version() <= manifest.versions().getOrDefault(change.table(), -1L))
                .limit(QualityReport.SCHEMA_CHANGES_MAX)
                .map(change -> new QualityReport.SchemaChange(
                        change.at(), change.table().toString(), change.change()))
                .toList();
    }

    private static Tally total(List<QualityReport.Source> sources) {
        long[] sums = new long[7];
        for (QualityReport.Source source : sources) {
            Tally tally = source.tally();
            long[] one = {
                tally.rows(),
                tally.messages(),
                tally.accepted(),
                tally.repaired(),
                tally.flagged(),
                tally.quarantined(),
                tally.discarded()
            };
            for (int i = 0; i < sums.length; i++) {
                sums[i] += one[i];
            }
        }
        return new Tally("all", "all sources", sums[0], sums[1], sums[2], sums[3], sums[4], sums[5], sums[6]);
    }

    private List<Tally> tallies(String name, String label) {
        List<Tally> tallies = new ArrayList<>();
        reader.query(
                messages
                        + "named as (select m.*, %s as name, %s as label from message m".formatted(name, label)
                        + " left join codes.hospital h on h.hospital_id = m.hospital_id) select name, label, " + COUNTS
                        + " from named group by all order by 4 desc, 1",
                at,
                row -> tallies.add(tally(row)));
        return tallies;
    }

    private static Tally tally(List<@Nullable Object> row) {
        return new Tally(
                String.valueOf(row.get(0)),
                String.valueOf(row.get(1)),
                number(row, 2),
                number(row, 3),
                number(row, 4),
                number(row, 5),
                number(row, 6),
                number(row, 7),
                number(row, 8));
    }

    private List<QualityReport.DayPoint> days() {
        List<QualityReport.DayPoint> days = new ArrayList<>();
        reader.query(
                messages + """
                        daily as (
                            select cast(recorded_ts as date) as day, count(*) as messages,
                                count(*) filter (where is_repaired) as repaired,
                                count(*) filter (where is_flagged) as flagged, count(*) filter (where is_held) as held
                            from message where recorded_ts <= timestamp '%s' group by all order by day desc limit %s
                        )
                        select day, messages, repaired, flagged, held from daily order by day""".formatted(manifest.at(), QualityReport.DAYS_MAX),
                at,
                row -> days.add(new QualityReport.DayPoint(
                        (LocalDate) Objects.requireNonNull(row.get(0)),
                        number(row, 1),
                        number(row, 2),
                        number(row, 3),
                        number(row, 4))));
        return days;
    }

    private static List<Held> held(Quarantine quarantine) {
        return quarantine.groups(Selection.ALL, Quarantine.Grain.DEPARTMENT).stream()
                .limit(QualityReport.GROUPS_MAX)
                .map(group -> new Held(
                        group.rule(),
                        group.source(),
                        String.valueOf(group.hospital()),
                        String.valueOf(group.department()),
                        group.messages()))
                .toList();
    }

    private static List<Example> examples(Quarantine quarantine) {
        List<Example> examples = new ArrayList<>();
        for (Quarantine.Group group : quarantine.groups(Selection.ALL, Quarantine.Grain.RULE)) {
            Selection selection = new Selection(group.rule(), group.source(), null, null);
            for (Rejected message : quarantine.masked(selection, QualityReport.EXAMPLES_MAX)) {
                examples.add(new Example(
                        message.rule(),
                        message.sha256(),
                        message.recordedAt(),
                        message.place(),
                        message.detail(),
                        message.payload()));
            }
        }
        return examples;
    }

    static long number(List<@Nullable Object> row, int column) {
        return ((Number) Objects.requireNonNull(row.get(column))).longValue();
    }

    static @Nullable Instant instant(List<@Nullable Object> row, int column) {
        return (Instant) row.get(column);
    }

    /** Counts by a text. */
    static Map<String, Long> counts(Reader reader, KnownAt at, String sql) {
        Map<String, Long> counts = new HashMap<>();
        reader.query(sql, at, row -> counts.put(String.valueOf(row.get(0)), number(row, 1)));
        return counts;
    }
}
