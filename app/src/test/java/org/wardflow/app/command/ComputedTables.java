package org.wardflow.app.command;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.wardflow.app.home.Home;
import org.wardflow.app.settings.Settings;
import org.wardflow.app.workspace.Workspace;
import org.wardflow.core.WallClock;
import org.wardflow.flow.engine.RowConsumer;
import org.wardflow.flow.read.KnownAt;
import org.wardflow.lake.TableName;

/** What a home has computed, to be compared with another: its columns, then its rows in one order. */
final class ComputedTables {
    private ComputedTables() {}

    /** Every table that a model gives; a command for each would open the home as often. */
    static Map<TableName, String> in(Path home) {
        Map<TableName, String> tables = new TreeMap<>();
        try (Workspace workspace = Workspace.forReading(Home.open(home), Settings.defaults(), WallClock.utc())) {
            for (TableName table : workspace.content().graph().models().keySet()) {
                Lines lines = new Lines();
                workspace.reader().query("select * from " + table, KnownAt.now(), lines);
                tables.put(table, lines.sorted());
            }
        }
        return tables;
    }

    private static final class Lines implements RowConsumer {
        private final List<String> rows = new ArrayList<>();
        private String header = "";

        @Override
        public void columns(List<String> names) {
            header = String.join(" | ", names);
        }

        @Override
        public void row(List<@Nullable Object> values) {
            rows.add(values.stream()
                    .map(value -> value instanceof byte[] bytes ? HexFormat.of().formatHex(bytes) : value)
                    .map(String::valueOf)
                    .collect(Collectors.joining(" | ")));
        }

        String sorted() {
            return header + "\n" + rows.stream().sorted().collect(Collectors.joining("\n"));
        }
    }
}
