package org.wardflow.duckdb.internal;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.wardflow.lake.DataFile;

/**
 * Which columns each data file holds. Files never change, so each is asked once while it is in use; a file from before a column was
 * added is then read by a branch of its own, where the column is null. Safe for all threads.
 */
public final class Layouts {
    /** Files that are remembered, those last used: a lake that runs for weeks sees millions go by. */
    static final int FILES_MAX = 20_000;

    private final Map<String, Set<String>> columnsByFile;
    private final Map<Set<String>, Set<String>> known = new HashMap<>();

    Layouts() {
        this(FILES_MAX);
    }

    Layouts(int most) {
        this.columnsByFile = new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Set<String>> eldest) {
                return size() > most;
            }
        };
    }

    /** The columns of each of these files, by its absolute path. */
    Map<String, Set<String>> of(Statement statement, Collection<DataFile> files) throws SQLException {
        Map<String, Set<String>> columns = new HashMap<>();
        Set<String> unknown = new HashSet<>();
        synchronized (this) {
            for (DataFile file : files) {
                String path = file.absolute().toString();
                Set<String> held = columnsByFile.get(path);
                if (held == null) {
                    unknown.add(path);
                } else {
                    columns.put(path, held);
                }
            }
        }
        if (!unknown.isEmpty()) {
            columns.putAll(remember(read(statement, List.copyOf(unknown))));
        }
        return columns;
    }

    /** Files that need not be looked into: whoever wrote them says what they hold. */
    void describe(Collection<DataFile> files, Set<String> columns) {
        Map<String, Set<String>> told = new HashMap<>();
        files.forEach(file -> told.put(file.absolute().toString(), columns));
        var unused = remember(told);
    }

    private static Map<String, Set<String>> read(Statement statement, List<String> paths) throws SQLException {
        Map<String, Set<String>> found = new HashMap<>();
        try (ResultSet rows = statement.executeQuery(
                "select file_name, name from parquet_schema(" + DuckDbSession.list(paths) + ")")) {
            while (rows.next()) {
                found.computeIfAbsent(rows.getString(1), path -> new HashSet<>())
                        .add(rows.getString(2));
            }
        }
        return found;
    }

    /** Few layouts are shared by many files. */
    private synchronized Map<String, Set<String>> remember(Map<String, Set<String>> found) {
        found.replaceAll((path, columns) -> known.computeIfAbsent(Set.copyOf(columns), layout -> layout));
        columnsByFile.putAll(found);
        return found;
    }

    synchronized int remembered() {
        return columnsByFile.size();
    }
}
