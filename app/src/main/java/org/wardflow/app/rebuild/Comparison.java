package org.wardflow.app.rebuild;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.wardflow.app.verify.RowDifferences;
import org.wardflow.flow.contract.Contract;
import org.wardflow.flow.engine.Relation;
import org.wardflow.flow.engine.Scan;
import org.wardflow.flow.engine.SqlSession;
import org.wardflow.lake.Column;
import org.wardflow.lake.Snapshot;

/** Two snapshots of one table as bags of rows, compared in the engine. */
final class Comparison {
    /** Differing rows of each side that are looked at for examples. */
    private static final int ROWS_LOOKED_AT = 50;

    /** Differences that are told of one table. */
    static final int EXAMPLES_MAX = 5;

    private static final String ONE_SIDE = "(select %1$s from %2$s except all select %1$s from %3$s) as d";
    private static final String COMPUTED = "run.computed";
    private static final String STANDING = "run.standing";

    private final SqlSession session;
    private final Contract contract;
    private final Snapshot computed;
    private final List<String> columns;
    private final Map<String, Relation> tables;

    /** Both snapshots have the contract's columns. */
    Comparison(SqlSession session, Contract contract, Snapshot computed, Snapshot standing) {
        this.session = session;
        this.contract = contract;
        this.computed = computed;
        this.columns = computed.columns().stream().map(Column::name).toList();
        this.tables = Map.of(COMPUTED, session.scan(Scan.of(computed)), STANDING, session.scan(Scan.of(standing)));
    }

    RebuiltTable run() {
        long missing = count(COMPUTED, STANDING);
        long surplus = count(STANDING, COMPUTED);
        List<String> examples = missing + surplus == 0
                ? List.of()
                : new RowDifferences(contract, columns)
                        .describe(rows(COMPUTED, STANDING), rows(STANDING, COMPUTED), EXAMPLES_MAX);
        return new RebuiltTable(contract.table(), computed.visibleRows(), missing, surplus, Optional.empty(), examples);
    }

    private long count(String side, String other) {
        List<Long> found = new ArrayList<>();
        session.query("select count(*) as rows_found from " + only(side, other), tables, values -> {
            if (values.get(0) instanceof Number number) {
                found.add(number.longValue());
            }
        });
        return found.get(0);
    }

    private List<List<@Nullable String>> rows(String side, String other) {
        List<List<@Nullable String>> rows = new ArrayList<>();
        String sql = "select * from %s order by %s limit %s"
                .formatted(only(side, other), String.join(", ", contract.primaryKey()), ROWS_LOOKED_AT);
        session.query(sql, tables, values -> {
            List<@Nullable String> texts = new ArrayList<>();
            values.forEach(value -> texts.add(value == null ? null : value.toString()));
            rows.add(texts);
        });
        return rows;
    }

    private String only(String side, String other) {
        return ONE_SIDE.formatted(String.join(", ", columns), side, other);
    }
}
