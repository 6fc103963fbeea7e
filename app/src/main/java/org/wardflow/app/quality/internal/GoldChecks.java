package org.wardflow.app.quality.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.wardflow.app.quality.QualityReport.Check;
import org.wardflow.app.workspace.Workspace;
import org.wardflow.flow.contract.Contract;
import org.wardflow.flow.contract.ContractColumn;
import org.wardflow.flow.read.KnownAt;
import org.wardflow.flow.read.Reader;

/** What must hold in gold, whatever came in. Checks follow from the contracts; a table that is added is checked too. */
final class GoldChecks {
    private static final String VALID_FROM = "valid_from";

    /** Violations that are shown of one check. */
    private static final int EXAMPLES_SHOWN = 5;

    private static final String BALANCE = """
            select 'hospital ' || h.hospital_id || ', ' || h.department || ', ' || h.hour_start as place,
                h.opening_census + h.admissions + h.transfers_in - h.discharges - h.transfers_out <> h.closing_census as wrong
            from gold.fact_department_hour h""";
    private static final String CONTINUITY = """
            select 'hospital ' || hospital_id || ', ' || department || ', ' || hour_start as place,
                opening_census <> previous_census as wrong
            from (
                select h.*, lag(h.closing_census) over by_hour as previous_census, lag(h.hour_start) over by_hour as previous_start
                from gold.fact_department_hour h
                window by_hour as (partition by h.hospital_id, h.department order by h.hour_start)
            ) as hours
            where previous_start = hour_start - interval 1 hour""";
    /** A patient lies there when the hour begins if the stay began before, and did not end before. */
    private static final String RECOUNT = """
            with moves as (
                select s.hospital_id, s.department, s.start_ts as ts, 1 as came, 0 as went from gold.fact_bed_stay s
                union all
                select s.hospital_id, s.department, s.end_ts, 0, 1 from gold.fact_bed_stay s where s.end_ts is not null
            ),
            lying as (
                select distinct hospital_id, department, ts,
                    sum(came - went) over (partition by hospital_id, department order by ts range unbounded preceding) as patients
                from moves
            )
            select 'hospital ' || h.hospital_id || ', ' || h.department || ', ' || h.hour_start as place,
                h.opening_census <> coalesce(l.patients, 0) as wrong
            from gold.fact_department_hour h
            asof left join lying l
                on l.hospital_id = h.hospital_id and l.department = h.department and l.ts < h.hour_start""";

    private final List<Contract> gold;
    private final Reader reader;
    private final KnownAt at;
    private final List<Check> checks = new ArrayList<>();

    GoldChecks(Workspace workspace, KnownAt at) {
        this.gold = workspace.content().contracts().values().stream()
                .filter(contract -> contract.table().layer().equals("gold"))
                .toList();
        this.reader = workspace.reader();
        this.at = at;
    }

    /** Every check, passed or not. */
    List<Check> all() {
        check(
                "Conservation",
                "gold.fact_department_hour",
                "opening census + admissions + transfers in − discharges −"
                        + " transfers out = closing census, for each department and hour",
                BALANCE);
        check(
                "Conservation",
                "gold.fact_department_hour",
                "the census that an hour opens with is the one that the hour" + " before closed with",
                CONTINUITY);
        check(
                "Conservation",
                "gold.fact_bed_stay, gold.fact_department_hour",
                "the census that an hour opens with," + " counted again from the bed stays",
                RECOUNT);
        messages();
        gold.forEach(this::uniqueness);
        gold.forEach(this::references);
        gold.stream().filter(GoldChecks::hasVersions).forEach(this::versions);
        expectations();
        return List.copyOf(checks);
    }

    private void messages() {
        check(
                "Nothing lost",
                "bronze.patient_flow, silver.patient_flow_message",
                "every row that came in is one copy of a" + " message in silver",
                """
                select 'a payload' as place, m.payload_sha256 is null or m.copies <> b.copies as wrong
                from (select payload_sha256, count(*) as copies from bronze.patient_flow group by payload_sha256) b
                full join silver.patient_flow_message m on m.payload_sha256 = b.payload_sha256""");
        check(
                "Nothing lost",
                "silver.patient_flow_message, silver.quarantine",
                "a message in quarantine exists, and no event" + " of a visit comes from it",
                """
                select 'a message' as place, m.payload_sha256 is null or (e.payload_sha256 is not null
                    and q.rule_id <> 'never_opened') as wrong
                from silver.quarantine q
                left join silver.patient_flow_message m on m.payload_sha256 = q.payload_sha256
                left join (select distinct payload_sha256 from silver.encounter_event) e on e.payload_sha256 = q.payload_sha256
                where q.source = 'patient-flow'""");
    }

    private void uniqueness(Contract contract) {
        String key = String.join(", ", contract.primaryKey());
        check(
                "Keys",
                contract.table().toString(),
                key + " stands once",
                "select 'a key' as place, count(*) > 1 as wrong from %s group by %s".formatted(contract.table(), key));
    }

    /** A column that another table has as its key names a row there. */
    private void references(Contract contract) {
        for (Contract other : gold) {
            List<String> key = other.primaryKey();
            boolean refers = !other.table().equals(contract.table())
                    && other.table().name().startsWith("dim_")
                    && key.size() == 1
                    && contract.column(key.get(0)).isPresent();
            // The unknown department, and findings of hospitals that no code lists, are of no hospital.
            String spared = key.equals(List.of("hospital_id")) ? " and f.hospital_id <> 'unknown'" : "";
            if (refers) {
                check(
                        "References",
                        contract.table() + " → " + other.table(),
                        "each " + key.get(0) + " is there",
                        "select 'a row' as place, d.%1$s is null as wrong from %2$s f left join %3$s d on d.%1$s = f.%1$s where f.%1$s is not null%4$s"
                                .formatted(key.get(0), contract.table(), other.table(), spared));
            }
        }
    }

    private static boolean hasVersions(Contract contract) {
        return contract.column(VALID_FROM).isPresent()
                && contract.column("valid_to").isPresent();
    }

    /** Versions of one thing follow each other without a gap or an overlap, and the last is the current one. */
    private void versions(Contract contract) {
        List<String> natural = contract.columns().stream()
                .filter(column -> column.required() && !column.primaryKey())
                .map(ContractColumn::name)
                .filter(name -> !Set.of(VALID_FROM, "is_current").contains(name))
                .toList();
        List<String> tracked = contract.columns().stream()
                .filter(column -> !column.required())
                .map(ContractColumn::name)
                .filter(name -> !name.equals("valid_to"))
                .toList();
        String by = natural.stream().map(name -> "v." + name).collect(Collectors.joining(", "));
        String versions =
                "select v.*, lead(v.valid_from) over by_time as next_from, lag(v.valid_from) over by_time as previous_from, "
                        + tracked.stream()
                                .map(name -> "lag(v.%1$s) over by_time is not distinct from v.%1$s".formatted(name))
                                .collect(Collectors.joining(" and "))
                        + " as is_same from %s v window by_time as (partition by %s order by v.valid_from)"
                                .formatted(contract.table(), by);
        String subject = contract.table().toString();
        check("History", subject, "each version ends when the next begins: no gap, no overlap", """
                select 'a version' as place, valid_to is distinct from next_from or valid_to <= valid_from as wrong
                from (%s) as versions""".formatted(
                        versions));
        check("History", subject, "the last version is the current one, and no other", """
                select 'a version' as place, is_current <> (next_from is null) as wrong from (%s) as versions""".formatted(versions));
        check("History", subject, "a version differs from the one before it", """
                select 'a version' as place, is_same as wrong from (%s) as versions where previous_from is not null""".formatted(versions));
    }

    private void expectations() {
        for (Reader.Expected expected : reader.expectations(at)) {
            checks.add(new Check(
                    "Contracts",
                    expected.table().toString(),
                    expected.expectation().description(),
                    1,
                    expected.isMet() ? 0 : 1,
                    expected.isMet()
                            ? List.of()
                            : List.of("%s rows, expected %s"
                                    .formatted(
                                            expected.rows(),
                                            expected.expectation().mustBe()))));
        }
    }

    /** @param sql a row for each thing compared: a text that names it without a patient, and whether it is wrong */
    private void check(String group, String subject, String rule, String sql) {
        List<@Nullable Object> counted = new ArrayList<>();
        reader.query(
                "select count(*), count(*) filter (where wrong) from (" + sql + ") as looked_at", at, counted::addAll);
        long violations = Measurement.number(counted, 1);
        List<String> examples = new ArrayList<>();
        if (violations > 0) {
            reader.query(
                    "select place, count(*) from (%s) as looked_at where wrong group by place order by place limit %s"
                            .formatted(sql, EXAMPLES_SHOWN),
                    at,
                    row -> examples.add(String.valueOf(row.get(0))));
        }
        checks.add(new Check(group, subject, rule, Measurement.number(counted, 0), violations, examples));
    }
}
