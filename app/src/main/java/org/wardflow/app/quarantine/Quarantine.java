package org.wardflow.app.quarantine;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.wardflow.app.workspace.Intake;
import org.wardflow.flow.content.Content;
import org.wardflow.flow.contract.Contract;
import org.wardflow.flow.contract.Rule;
import org.wardflow.flow.read.KnownAt;
import org.wardflow.flow.read.Reader;
import org.wardflow.lake.TableName;

/** The messages that one state of the lake has rejected. */
public final class Quarantine {
    /** Messages that are handed over at once. */
    public static final int MESSAGES_MAX = 10_000;

    /** The silver table that reads each topic with rules of its own. */
    private static final Map<String, TableName> READERS = Map.of(
            "patient-flow", new TableName("silver", "patient_flow_message"),
            "vital-sign", new TableName("silver", "vital_sign"),
            "department", new TableName("silver", "department_observation"));

    private static final String GROUPS = """
            with named as (
                select q.rule_id, q.source, q.recorded_ts, q.is_discarded,
                    coalesce(h.hospital_id, case when q.hospital_id is null then 'none sent' else 'unknown' end) as hospital,
                    coalesce(d.department, s.department, case when q.department is null then 'none sent' else 'unknown' end)
                        as department
                from silver.quarantine q
                left join codes.hospital h on h.hospital_id = q.hospital_id
                left join codes.department d on d.department = q.department
                left join codes.department_synonym s on s.synonym = lower(q.department)
                where %s
            )
            select rule_id, source, %s count(*) as messages,
                count(*) filter (where is_discarded) as discarded, min(recorded_ts), max(recorded_ts)
            from named group by all order by messages desc, rule_id, source""";
    private static final String MESSAGES = """
            select q.payload_sha256, q.rule_id, q.detail, q.findings, q.source, q.hospital_id, q.department, q.recorded_ts,
                coalesce(q.is_discarded, false)
            from silver.quarantine q where %s
            order by q.recorded_ts desc, q.payload_sha256 limit %s""";
    private static final String BRONZE = """
            select b.payload_sha256, b.source, b.source_partition, b.source_offset, b.side_file, b.payload
            from %s b where b.payload_sha256 in (%s)
            order by b.payload_sha256, b.source desc, b.source_partition desc, b.source_offset desc""";
    private static final String NAMED = """
            select q.payload_sha256, bool_or(coalesce(q.is_discarded, false)) from silver.quarantine q
            where %s and (%s) group by 1 order by 1 limit %s""";
    private static final String DETAILS = """
            select q.detail, count(*) as messages from silver.quarantine q
            where %s and q.detail is not null and not coalesce(q.is_discarded, false)
            group by all order by messages desc, q.detail limit %s""";

    private final Reader reader;
    private final Content content;
    private final KnownAt at;

    /** Those of a state; each question reads that state. */
    public Quarantine(Reader reader, Content content, KnownAt at) {
        this.reader = reader;
        this.content = content;
        this.at = at;
    }

    /** How finely messages are counted. */
    public enum Grain {
        /** By rule and topic. */
        RULE(""),
        /** Also by hospital and department; what was not sent is {@code none sent}, what no code lists {@code unknown}. */
        DEPARTMENT("hospital, department, ");

        private final String columns;

        Grain(String columns) {
            this.columns = columns;
        }
    }

    /**
     * Messages of one kind.
     *
     * @param hospital null if they are not counted by hospital
     * @param department null if they are not counted by department
     * @param discarded of the messages, those that a steward discarded
     */
    public record Group(
            String rule,
            String source,
            @Nullable String hospital,
            @Nullable String department,
            long messages,
            long discarded,
            Instant oldest,
            Instant newest) {}

    /** Counts, the largest first. */
    public List<Group> groups(Selection selection, Grain grain) {
        List<Group> groups = new ArrayList<>();
        int first = grain == Grain.RULE ? 2 : 4;
        reader.query(
                GROUPS.formatted(selection.predicate(), grain.columns),
                at,
                row -> groups.add(new Group(
                        text(row, 0),
                        text(row, 1),
                        grain == Grain.RULE ? null : text(row, 2),
                        grain == Grain.RULE ? null : text(row, 3),
                        (Long) Objects.requireNonNull(row.get(first)),
                        (Long) Objects.requireNonNull(row.get(first + 1)),
                        (Instant) Objects.requireNonNull(row.get(first + 2)),
                        (Instant) Objects.requireNonNull(row.get(first + 3)))));
        return groups;
    }

    /** How often the rule stumbled over what, the most frequent first; without what a steward discarded. */
    public Map<String, Long> details(Selection selection, int limit) {
        Map<String, Long> details = new LinkedHashMap<>();
        reader.query(
                DETAILS.formatted(selection.predicate(), limit),
                at,
                row -> details.put(text(row, 0), (Long) Objects.requireNonNull(row.get(1))));
        return details;
    }

    /** What a rule is there for, in the words of its contract; empty for one that no contract has. */
    public Optional<String> reason(String rule) {
        return content.contracts().values().stream()
                .flatMap(contract -> contract.rules().stream())
                .filter(found -> found.id().equals(rule))
                .map(Rule::description)
                .findFirst();
    }

    /**
     * A message by its name.
     *
     * @param discarded a steward decided that it stays out
     */
    public record Named(String sha256, boolean discarded) {}

    /** Messages, in order of their digests; the ones whose digest begins as one of the texts says, all if there is no text. */
    public List<Named> named(Selection selection, List<String> beginnings, int limit) {
        String meant = beginnings.stream()
                .map(beginning -> "q.payload_sha256 like " + Selection.literal(beginning + "%"))
                .collect(Collectors.joining(" or "));
        List<Named> messages = new ArrayList<>();
        reader.query(
                NAMED.formatted(selection.predicate(), meant.isEmpty() ? "true" : meant, limit),
                at,
                row -> messages.add(new Named(text(row, 0), Boolean.TRUE.equals(row.get(1)))));
        return messages;
    }

    /**
     * The newest messages, with values masked.
     *
     * @param limit at most {@link #MESSAGES_MAX}
     */
    public List<Rejected> masked(Selection selection, int limit) {
        return messages(selection, limit, (contract, payload) -> new MaskedPayload(contract).of(payload));
    }

    /** The newest messages, as they were sent. Whoever calls this answers for who sees it. */
    public List<Rejected> revealed(Selection selection, int limit) {
        return messages(selection, limit, (contract, payload) -> MaskedPayload.revealed(payload));
    }

    private interface Rendering {
        String of(Contract contract, byte[] payload);
    }

    private List<Rejected> messages(Selection selection, int limit, Rendering rendering) {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        reader.query(MESSAGES.formatted(selection.predicate(), Math.min(limit, MESSAGES_MAX)), at, rows::add);
        Map<String, List<List<@Nullable Object>>> byTopic =
                rows.stream().collect(Collectors.groupingBy(row -> text(row, 4)));
        List<Rejected> messages = new ArrayList<>();
        Map<String, Map<String, Copy>> copies = new LinkedHashMap<>();
        byTopic.forEach((topic, found) -> copies.put(topic, copies(topic, found, rendering)));
        for (List<@Nullable Object> row : rows) {
            String topic = text(row, 4);
            Copy copy = copies.getOrDefault(topic, Map.of()).get(text(row, 0));
            if (copy != null) {
                messages.add(copy.rejected(row, Intake.contract(content, topic).table()));
            }
        }
        return messages;
    }

    /** The first copy of each message. */
    private Map<String, Copy> copies(String topic, List<List<@Nullable Object>> rows, Rendering rendering) {
        TableName silver = READERS.get(topic);
        Contract contract = silver == null ? Intake.contract(content, topic) : contract(silver);
        String digests =
                rows.stream().map(row -> Selection.literal(text(row, 0))).collect(Collectors.joining(", "));
        Map<String, Copy> copies = new LinkedHashMap<>();
        reader.query(BRONZE.formatted(Intake.contract(content, topic).table(), digests), at, row -> {
            String payload = row.get(5) instanceof byte[] bytes
                    ? rendering.of(contract, bytes)
                    : "(in the side file %s)".formatted(row.get(4));
            copies.put(
                    text(row, 0),
                    new Copy(text(row, 1), (Integer) row.get(2), (Long) Objects.requireNonNull(row.get(3)), payload));
        });
        return copies;
    }

    private Contract contract(TableName table) {
        return Objects.requireNonNull(content.contracts().get(table), table.toString());
    }

    private static String text(List<@Nullable Object> row, int column) {
        return String.valueOf(row.get(column));
    }

    /** A row of bronze. */
    private record Copy(String source, @Nullable Integer partition, long offset, String payload) {
        Rejected rejected(List<@Nullable Object> row, TableName bronze) {
            return new Rejected(
                    text(row, 0),
                    text(row, 1),
                    (String) row.get(2),
                    (String) row.get(3),
                    text(row, 4),
                    (String) row.get(5),
                    (String) row.get(6),
                    (Instant) Objects.requireNonNull(row.get(7)),
                    Boolean.TRUE.equals(row.get(8)),
                    bronze.toString(),
                    source,
                    partition,
                    offset,
                    payload);
        }
    }
}
