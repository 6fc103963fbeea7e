package org.wardflow.hospital.catchup;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.wardflow.flow.engine.Scan;
import org.wardflow.flow.engine.SqlEngine;
import org.wardflow.flow.engine.SqlSession;
import org.wardflow.lake.Lake;
import org.wardflow.lake.Table;
import org.wardflow.lake.TableName;

/**
 * An attribute that messages carried and no contract knew.
 *
 * @param attribute its name as sent
 * @param column its column in {@link AttributeTable#NAME}
 * @param seenAt when this home first saw it
 */
public record SeenAttribute(String topic, String attribute, String column, Instant seenAt) {
    /** Where they are recorded. */
    public static final TableName TABLE = new TableName("bronze", "new_attribute");

    private static final String ALL = """
            select n.topic, n.attribute, n.column_name, n.seen_ts from bronze.new_attribute n
            order by n.seen_ts, n.attribute""";

    /** All that a lake has recorded, the first seen first. */
    public static List<SeenAttribute> recorded(Lake lake, SqlEngine engine) {
        List<SeenAttribute> seen = new ArrayList<>();
        Optional<Table> table = lake.find(TABLE);
        if (table.isPresent() && table.get().latest().visibleRows() > 0) {
            table.get().latest().files().forEach(table.get()::verify);
            try (SqlSession session = engine.open()) {
                session.query(
                        ALL,
                        Map.of(
                                TABLE.toString(),
                                session.scan(Scan.of(table.get().latest()))),
                        row -> seen.add(new SeenAttribute(
                                String.valueOf(row.get(0)),
                                String.valueOf(row.get(1)),
                                String.valueOf(row.get(2)),
                                (Instant) Objects.requireNonNull(row.get(3)))));
            }
        }
        return seen;
    }
}
