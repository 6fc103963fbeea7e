package org.wardflow.flow.content;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.wardflow.lake.Column;

/**
 * A code system, read whole by models as {@code codes.name}.
 *
 * @param rows values as text, in the order of the columns
 * @param digest SHA-256 of the file, part of the hash of every model that reads it
 */
public record CodeTable(
        String name,
        List<Column> columns,
        List<List<@Nullable String>> rows,
        String source,
        String version,
        String licence,
        String digest) {
    public CodeTable {
        columns = List.copyOf(columns);
        rows = List.copyOf(rows);
    }
}
