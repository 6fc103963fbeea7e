package org.wardflow.duckdb.internal;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.wardflow.lake.Column;
import org.wardflow.lake.DataFile;

/**
 * Which columns each data file holds. Files never change, so each is asked once; a file from before a column was added is then
 * read by a branch of its own, where the column is null.
 */
public final class Layouts {
    private final Map<String, Set<String>> columnsByFile = new ConcurrentHashMap<>();
    private final Map<Set<String>, Set<String>> known = new ConcurrentHashMap<>();

    /** The wanted columns that a file holds. */
    Set<String> held(DataFile file, List<Column> wanted) {
        Set<String> held = columnsByFile.getOrDefault(file.absolute().toString(), Set.of());
        return wanted.stream().map(Column::name).filter(held::contains).collect(Collectors.toSet());
    }

    /** Looks into the files that were not asked yet. */
    void learn(Statement statement, List<DataFile> files) throws SQLException {
        List<String> unknown = files.stream()
                .map(file -> file.absolute().toString())
                .filter(path -> !columnsByFile.containsKey(path))
                .distinct()
                .toList();
        if (unknown.isEmpty()) {
            return;
        }
        Map<String, Set<String>> found = new java.util.HashMap<>();
        try (ResultSet rows = statement.executeQuery(
                "select file_name, name from parquet_schema(" + DuckDbSession.list(unknown) + ")")) {
            while (rows.next()) {
                found.computeIfAbsent(rows.getString(1), path -> new HashSet<>())
                        .add(rows.getString(2));
            }
        }
        found.forEach((path, columns) ->
                columnsByFile.put(path, known.computeIfAbsent(Set.copyOf(columns), layout -> layout)));
    }
}
