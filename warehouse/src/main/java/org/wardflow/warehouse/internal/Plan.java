package org.wardflow.warehouse.internal;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.wardflow.core.ErrorCode;
import org.wardflow.core.WardflowException;
import org.wardflow.flow.content.Content;
import org.wardflow.flow.content.Kpi;
import org.wardflow.flow.contract.Contract;
import org.wardflow.flow.sql.SqlText;
import org.wardflow.lake.TableName;

/** What the warehouse holds of a content: all gold tables, and the silver ones that KPIs read. */
public final class Plan {
    private final Content content;
    private final SortedMap<TableName, StoredTable> tables;
    private final Map<TableName, List<String>> indexes;

    private Plan(Content content, SortedMap<TableName, StoredTable> tables) {
        this.content = content;
        this.tables = Collections.unmodifiableSortedMap(tables);
        this.indexes = Later.indexes(this);
    }

    /** Derives it; MODEL_INVALID for a KPI over a table that is no contract's. */
    public static Plan of(Content content) {
        SortedMap<TableName, StoredTable> tables = new TreeMap<>();
        content.contracts().forEach((name, contract) -> {
            if (name.layer().equals("gold")) {
                tables.put(name, new StoredTable(contract));
            }
        });
        for (Kpi kpi : content.kpis().values()) {
            for (String table : SqlText.of(kpi.sql()).tables().keySet()) {
                TableName name = TableName.parse(table);
                Contract contract = content.contracts().get(name);
                if (contract == null) {
                    throw new WardflowException(
                            ErrorCode.MODEL_INVALID,
                            "The KPI " + kpi.name() + " reads " + table,
                            "there is no contract of that name",
                            "correct its view.sql");
                }
                tables.put(name, new StoredTable(contract));
            }
        }
        requireKnown(content);
        return new Plan(content, tables);
    }

    /** What policy.yaml names and is not there is usually misspelled, and would hide what was to be shown. */
    private static void requireKnown(Content content) {
        List<String> unknown = new ArrayList<>();
        content.policy().roles().values().forEach(role -> unknown.addAll(role.whole()));
        unknown.removeAll(content.kpis().keySet());
        content.policy().tables().keySet().stream()
                .filter(table -> !content.contracts().containsKey(table))
                .forEach(table -> unknown.add(table.toString()));
        if (!unknown.isEmpty()) {
            throw new WardflowException(
                    ErrorCode.CONTRACT_INVALID,
                    "policy.yaml names what is not there",
                    String.join(", ", unknown),
                    "correct it; ./wardflow kpi list and ./wardflow tables say what there is");
        }
    }

    Content content() {
        return content;
    }

    /** Statements that make the indexes of a table that KPIs want, where they are not. */
    List<String> indexes(StoredTable table) {
        return indexes.getOrDefault(table.name(), List.of());
    }

    SortedMap<TableName, StoredTable> tables() {
        return tables;
    }
}
