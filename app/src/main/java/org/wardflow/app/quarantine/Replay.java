package org.wardflow.app.quarantine;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.wardflow.app.workspace.Workspace;
import org.wardflow.flow.cycle.CycleReport;
import org.wardflow.flow.cycle.Pipeline;
import org.wardflow.flow.engine.Relation;
import org.wardflow.flow.engine.Scan;
import org.wardflow.flow.engine.SqlSession;
import org.wardflow.flow.read.KnownAt;
import org.wardflow.lake.Table;
import org.wardflow.lake.TableChanges;
import org.wardflow.lake.TableName;

/**
 * What judging everything anew did to the quarantine. Contracts, codes and models are inputs of every model, so a cycle alone
 * judges again what a correction touches; this tells what came of it.
 *
 * @param moves messages whose place changed
 */
public record Replay(CycleReport report, List<Move> moves) {
    private static final TableName QUARANTINE = new TableName("silver", "quarantine");
    private static final String MOVES = """
            with before as (select distinct source, payload_sha256, rule_id from run.removed),
            later as (select distinct source, payload_sha256, rule_id from run.added)
            select b.rule_id, l.rule_id, count(*) from before b
            full join later l on l.source = b.source and l.payload_sha256 = b.payload_sha256
            where b.rule_id is distinct from l.rule_id
            group by all order by 3 desc, 1, 2""";

    public Replay {
        moves = List.copyOf(moves);
    }

    /**
     * Messages that moved alike.
     *
     * @param from the rule that held them; empty if they were not in quarantine
     * @param to the rule that holds them now; empty if they left
     */
    public record Move(Optional<String> from, Optional<String> to, long messages) {}

    /** The quarantine's version at present; 0 if there is none yet. */
    public static long version(Workspace workspace) {
        return workspace
                .lake()
                .find(QUARANTINE)
                .map(table -> table.latest().version())
                .orElse(0L);
    }

    /** What moved since a version of the quarantine. */
    public static List<Move> since(Workspace workspace, long before) {
        Table quarantine = workspace.table(QUARANTINE.toString());
        long after = quarantine.latest().version();
        return after == before ? List.of() : moves(workspace, quarantine, before, after);
    }

    /** Runs a cycle, and closes hours that begin with what left. */
    public static Replay run(Workspace workspace, Pipeline pipeline) {
        long before = version(workspace);
        CycleReport report = pipeline.runCycle();
        if (workspace.newAttributes(pipeline).follow(report)) {
            report = pipeline.runCycle();
        }
        // What left may lie before the first hour; the last hour stays what it is.
        if (workspace.closeHours(pipeline, workspace.reader().lastTick(KnownAt.now())) > 0) {
            report = pipeline.runCycle();
        }
        return new Replay(report, since(workspace, before));
    }

    /** Messages that left. */
    public static long left(List<Move> moves) {
        return moves.stream()
                .filter(move -> move.from().isPresent() && move.to().isEmpty())
                .mapToLong(Move::messages)
                .sum();
    }

    private static List<Move> moves(Workspace workspace, Table quarantine, long before, long after) {
        TableChanges changes = quarantine.changes(before, after);
        List<Move> moves = new ArrayList<>();
        try (SqlSession session = workspace.engine().open()) {
            session.query(
                    MOVES,
                    Map.of(
                            "run.removed", rows(session, quarantine, changes.removed()),
                            "run.added", rows(session, quarantine, changes.added())),
                    row -> moves.add(
                            new Move(text(row.get(0)), text(row.get(1)), (Long) Objects.requireNonNull(row.get(2)))));
        }
        return moves;
    }

    private static Relation rows(SqlSession session, Table table, List<TableChanges.Slice> slices) {
        slices.forEach(slice -> table.verify(slice.file()));
        return session.scan(new Scan(table.latest().columns(), slices, Optional.empty(), List.of(), false));
    }

    private static Optional<String> text(@Nullable Object value) {
        return Optional.ofNullable(value).map(String::valueOf);
    }
}
