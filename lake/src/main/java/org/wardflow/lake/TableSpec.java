package org.wardflow.lake;

import java.util.List;

/**
 * What a table looks like.
 *
 * @param columns in the order of the contract
 * @param keyFilters the column lists that rows are looked up by; each file carries one filter for each list
 * @param sortedBy the columns that each file is sorted by
 */
public record TableSpec(TableName name, List<Column> columns, List<List<String>> keyFilters, List<String> sortedBy) {
    public TableSpec {
        columns = List.copyOf(columns);
        keyFilters = keyFilters.stream().map(List::copyOf).toList();
        sortedBy = List.copyOf(sortedBy);
    }
}
