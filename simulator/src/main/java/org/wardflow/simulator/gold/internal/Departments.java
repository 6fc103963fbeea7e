package org.wardflow.simulator.gold.internal;

import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.wardflow.simulator.Rule;
import org.wardflow.simulator.gold.ExpectedGold;
import org.wardflow.simulator.gold.ExpectedTable;

/** The departments with beds and staff over time (docs/semantics.md §5). */
final class Departments {
    private static final List<String> COLUMNS = List.of(
            "department_key", "hospital_id", "department", "beds", "staff", "valid_from", "valid_to", "is_current");
    private static final String UNKNOWN_SINCE = "1900-01-01T00:00:00.000000Z";
    private static final int IDS = 2;
    private static final String TOPIC = "department";
    private static final String EXTRACT = "departments";

    private record Report(Stamp stamp, Ward ward, Capacity capacity) {}

    private final Map<Ward, Versions<Capacity>> versions = new TreeMap<>(Ward.ORDER);

    /** @param findings gets what is found about the messages and rows */
    Departments(ExpectedGold.Input input, Values values, Findings findings) {
        List<Report> reports = new ArrayList<>();
        Unreadable unreadable = new Unreadable(values);
        for (ExtractRows.Row row : messages(input, findings)) {
            if (isKnown(row, input, values, findings)) {
                reports.add(report(row, values));
            }
            if (unreadable.inDepartmentMessage(row.fields())) {
                found(Rule.UNREADABLE_DEPARTMENT_FIELD, row, findings);
            }
        }
        for (ExtractRows.Row row :
                ExtractRows.read(input.departments(), ExtractRows.DEPARTMENTS, IDS, EXTRACT, findings)) {
            if (isKnown(row, input, values, findings)) {
                reports.add(report(row, values));
            }
            if (unreadable.inDepartmentRow(row.fields())) {
                found(Rule.UNREADABLE_DEPARTMENT_FIELD, row, findings);
            }
        }
        Map<Ward, List<Report>> byWard = new TreeMap<>(Ward.ORDER);
        for (Report report : reports) {
            byWard.computeIfAbsent(report.ward, ward -> new ArrayList<>()).add(report);
        }
        byWard.forEach((ward, own) -> {
            own.sort(Comparator.comparing(Report::stamp, Stamp.OBSERVED_ORDER));
            List<Versions.Seen<Capacity>> seen = own.stream()
                    .map(each -> new Versions.Seen<>(each.stamp.eventTs(), each.capacity))
                    .toList();
            versions.put(ward, Versions.of(seen, Capacity::over));
        });
    }

    /** The messages that name their department, those without a time once for each time that they came. */
    private static List<ExtractRows.Row> messages(ExpectedGold.Input input, Findings findings) {
        List<ExtractRows.Row> rows = new ArrayList<>();
        Messages topic = new Messages(input.departmentTopic());
        Function<byte[], Optional<RowRules.Fields>> read =
                payload -> RowRules.Fields.of(payload, input.aliases().department(), input.payloadBytesMax())
                        .filter(fields -> fields.has("hospital_id") && fields.has("department"));
        topic.forEach((sha, payload, defaultRecordedTs) -> {
            Optional<RowRules.Fields> sent = read.apply(payload);
            if (sent.isEmpty()) {
                findings.ofRow(Rule.ROW_WITHOUT_KEY, TOPIC, sha, null, defaultRecordedTs);
            }
            sent.filter(Departments::hasTime)
                    .ifPresent(fields -> rows.add(new ExtractRows.Row(stamp(sha, fields, defaultRecordedTs), fields)));
        });
        topic.forEachTime((sha, payload, defaultRecordedTs) -> read.apply(payload)
                .filter(fields -> !hasTime(fields))
                .ifPresent(fields -> rows.add(new ExtractRows.Row(stamp(sha, fields, defaultRecordedTs), fields))));
        return rows;
    }

    /** Whether it tells of a department that the codes know, and no steward has discarded it. */
    private static boolean isKnown(ExtractRows.Row row, ExpectedGold.Input input, Values values, Findings findings) {
        boolean isHospital = input.codes()
                .hospitals()
                .containsKey(Objects.requireNonNull(row.fields().text("hospital_id")));
        if (!isHospital) {
            found(Rule.CAPACITY_OF_UNKNOWN_HOSPITAL, row, findings);
        }
        boolean isDepartment =
                values.departmentOf(Objects.requireNonNull(row.fields().text("department"))) != null;
        if (!isDepartment) {
            found(Rule.CAPACITY_OF_UNKNOWN_DEPARTMENT, row, findings);
        }
        return isHospital
                && isDepartment
                && !input.discarded().contains(row.stamp().sha());
    }

    /** Of the extract too, as the silver table of both has it. */
    private static void found(Rule rule, ExtractRows.Row row, Findings findings) {
        findings.ofRow(rule, TOPIC, row.stamp(), row.fields().text("hospital_id"));
    }

    /** A message without a time says how things are whenever it comes. */
    private static boolean hasTime(RowRules.Fields fields) {
        return Times.read(fields.text("event_time"), ZoneOffset.UTC).isPresent()
                || Times.read(fields.text("recorded_time"), ZoneOffset.UTC).isPresent();
    }

    private static Stamp stamp(String sha, RowRules.Fields fields, long defaultRecordedTs) {
        long recordedTs = Times.read(fields.text("recorded_time"), ZoneOffset.UTC)
                .map(Times.Reading::micros)
                .orElse(defaultRecordedTs);
        long eventTs = Times.read(fields.text("event_time"), ZoneOffset.UTC)
                .map(Times.Reading::micros)
                .orElse(recordedTs);
        return new Stamp(eventTs, recordedTs, 0, 0, sha, sha);
    }

    private static Report report(ExtractRows.Row row, Values values) {
        RowRules.Fields fields = row.fields();
        String name = values.departmentOf(Objects.requireNonNull(fields.text("department")));
        return new Report(
                row.stamp(),
                new Ward(Objects.requireNonNull(fields.text("hospital_id")), Objects.requireNonNull(name)),
                new Capacity(values.count(fields.text("beds")), values.count(fields.text("staff"))));
    }

    Set<Ward> wards() {
        return versions.keySet();
    }

    /** The beds of the department at a time; null where unknown. */
    @Nullable Integer bedsAt(Ward ward, long ts) {
        return at(ward, ts).map(Map.Entry::getValue).map(Capacity::beds).orElse(null);
    }

    /** The key of the version that holds at the time, or the unknown member's. */
    String keyAt(Ward ward, long ts) {
        return at(ward, ts).map(version -> key(ward, version.getKey())).orElse(Message.UNKNOWN);
    }

    /** The key for the department of an event, which may be missing. */
    String keyAt(Place place, long ts) {
        String hospitalId = place.hospitalId();
        String department = place.department();
        return hospitalId == null || department == null ? Message.UNKNOWN : keyAt(new Ward(hospitalId, department), ts);
    }

    private Optional<Map.Entry<Long, Capacity>> at(Ward ward, long ts) {
        return Optional.ofNullable(versions.get(ward)).flatMap(own -> own.at(ts));
    }

    private static String key(Ward ward, long validFrom) {
        return Text.sha256(ward.hospitalId() + "|" + ward.department() + "|" + validFrom);
    }

    ExpectedTable table() {
        Rows rows = new Rows();
        rows.add(Message.UNKNOWN, Message.UNKNOWN, Message.UNKNOWN, null, null, UNKNOWN_SINCE, null, true);
        versions.forEach((ward, own) -> own.byStart().forEach((start, version) -> {
            Long end = own.endOf(start);
            rows.add(
                    key(ward, start),
                    ward.hospitalId(),
                    ward.department(),
                    version.beds(),
                    version.staff(),
                    Text.timestamp(start),
                    Text.timestamp(end),
                    end == null);
        }));
        return rows.table(COLUMNS);
    }
}
