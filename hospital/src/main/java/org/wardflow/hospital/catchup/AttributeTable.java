package org.wardflow.hospital.catchup;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.wardflow.flow.content.Content;
import org.wardflow.flow.contract.Contract;
import org.wardflow.flow.contract.ContractColumn;
import org.wardflow.flow.contract.ContractColumn.Classification;
import org.wardflow.lake.ColumnType;
import org.wardflow.lake.TableName;

/**
 * The silver table with a column for each attribute that was ever seen. The columns that its contract has beyond the first ones
 * are attributes that somebody has classified and typed; each other one that was seen is a text of which nobody has said yet what it
 * is. Which attribute a column holds: {@link AttributeColumns}.
 */
public final class AttributeTable {
    /** The table. */
    public static final TableName NAME = new TableName("silver", "patient_flow_attribute");

    /** Columns for attributes; those that are seen later stay among the others. */
    public static final int COLUMNS_MAX = 200;

    /** The topic whose messages it is about. */
    public static final String TOPIC = "patient-flow";

    private static final Set<String> OWN = Set.of("payload_sha256", "event_id", "recorded_ts", "unreadable", "others");

    private AttributeTable() {}

    /**
     * The content with a column for each attribute; the same content if there is none.
     *
     * @param declared without the columns of attributes that nobody has classified
     */
    public static Content extend(Content declared, List<SeenAttribute> seen) {
        Contract contract = declared.contracts().get(NAME);
        if (contract == null) {
            return declared;
        }
        SortedMap<String, String> attributes = attributes(contract, seen);
        List<ContractColumn> added = attributes.keySet().stream()
                .filter(column -> contract.column(column).isEmpty())
                .map(AttributeTable::unclassified)
                .toList();
        if (attributes.isEmpty()) {
            return declared;
        }
        Contract whole = contract.with(added);
        return declared.with(whole, "the columns of " + NAME, sql(whole, attributes));
    }

    /** The attributes that were seen, with the columns that hold them now; that of the record is the one that held it then. */
    public static List<SeenAttribute> placed(Content declared, List<SeenAttribute> seen) {
        Contract contract = declared.contracts().get(NAME);
        if (contract == null) {
            return seen;
        }
        Map<String, String> columns = new HashMap<>();
        ofSeen(contract, seen).forEach((column, attribute) -> columns.put(attribute, column));
        return seen.stream()
                .map(each -> new SeenAttribute(
                        each.topic(),
                        each.attribute(),
                        columns.getOrDefault(each.attribute(), each.column()),
                        each.seenAt()))
                .toList();
    }

    /** The contract's columns that hold, or would hold, attributes. */
    static Set<String> declared(Contract contract) {
        Set<String> names = new TreeSet<>();
        contract.columns().stream().map(ContractColumn::name).forEach(names::add);
        names.removeAll(OWN);
        return names;
    }

    /** The attribute of each column that holds one which was seen. */
    static SortedMap<String, String> ofSeen(Contract contract, List<SeenAttribute> seen) {
        return AttributeColumns.of(
                OWN,
                declared(contract),
                seen.stream()
                        .filter(each -> each.topic().equals(TOPIC))
                        .map(SeenAttribute::attribute)
                        .toList());
    }

    /** The attribute of each column; what the contract declares and nobody has sent yet is looked up by the column's name. */
    private static SortedMap<String, String> attributes(Contract contract, List<SeenAttribute> seen) {
        SortedMap<String, String> attributes = ofSeen(contract, seen);
        declared(contract).forEach(name -> attributes.putIfAbsent(name, name));
        return attributes;
    }

    private static ContractColumn unclassified(String name) {
        return new ContractColumn(
                name,
                ColumnType.STRING,
                false,
                false,
                Classification.PHI,
                true,
                "as sent; nobody has said yet what it is");
    }

    /** What no column could take stays in {@code others}, under its own name: no value becomes null in silence. */
    private static String sql(Contract contract, SortedMap<String, String> attributes) {
        List<String> columns = List.copyOf(attributes.keySet());
        List<String> reads = new ArrayList<>();
        List<String> taken = new ArrayList<>();
        List<String> unreadable = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            String column = columns.get(i);
            String sent = "element_at(wardflow_sent, %s)".formatted(i + 1);
            ColumnType type = contract.column(column).orElseThrow().type();
            reads.add(read(sent, type) + " as " + column);
            taken.add("case when %s is not null then '%s' end".formatted(column, attributes.get(column)));
            if (type != ColumnType.STRING) {
                unreadable.add("case when %s is null and %s is not null then '%s' end".formatted(column, sent, column));
            }
        }
        String selected = contract.columns().stream()
                .map(ContractColumn::name)
                .map(name -> switch (name) {
                    case "unreadable" ->
                        unreadable.isEmpty()
                                ? "cast(null as string) as unreadable"
                                : "nullif(concat_ws(',', %s), '') as unreadable"
                                        .formatted(String.join(", ", unreadable));
                    case "others" ->
                        "other_attributes(wardflow_extra, concat_ws(',', %s)) as others"
                                .formatted(String.join(", ", taken));
                    default -> name;
                })
                .collect(Collectors.joining(",\n    "));
        return """
                -- key:   payload_sha256
                -- input: silver.patient_flow_message
                with parsed as (
                    select payload_sha256, event_id, recorded_ts, extra as wardflow_extra,
                        json_texts(extra, '%s') as wardflow_sent
                    from silver.patient_flow_message
                    where extra is not null
                ),
                typed as (
                    select payload_sha256, event_id, recorded_ts, wardflow_extra, wardflow_sent,
                        %s
                    from parsed
                )
                select %s
                from typed
                """.formatted(String.join(",", attributes.values()), String.join(",\n        ", reads), selected);
    }

    private static String read(String sent, ColumnType type) {
        return switch (type) {
            case STRING -> sent;
            case INT -> "try_cast(integer_of(%s) as int)".formatted(sent);
            case BIGINT -> "integer_of(%s)".formatted(sent);
            case DECIMAL -> "decimal_of(%s)".formatted(sent);
            case DATE -> "date_of(%s)".formatted(sent);
            case TIMESTAMP -> "instant_of(%s, 'UTC')".formatted(sent);
            case BOOLEAN -> "case lower(%s) when 'true' then true when 'false' then false end".formatted(sent);
            case BINARY -> throw new IllegalArgumentException("An attribute cannot be BINARY");
        };
    }
}
