package org.wardflow.simulator.gold;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A table in canonical text: timestamps {@code yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'}, dates ISO, integers plain, decimals with
 * six digits after the point, null as null.
 *
 * @param columns names in the order of docs/semantics.md §7
 * @param rows a bag; each row has as many values as there are columns
 */
public record ExpectedTable(List<String> columns, List<List<@Nullable String>> rows) {
    public ExpectedTable {
        columns = List.copyOf(columns);
    }
}
