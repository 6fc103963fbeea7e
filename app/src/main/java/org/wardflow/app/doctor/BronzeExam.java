package org.wardflow.app.doctor;

import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.wardflow.app.terminal.Cells;
import org.wardflow.app.workspace.Workspace;
import org.wardflow.core.WardflowException;
import org.wardflow.flow.cycle.Pipeline;
import org.wardflow.flow.engine.RowConsumer;
import org.wardflow.flow.engine.Scan;
import org.wardflow.flow.engine.SqlSession;
import org.wardflow.ingest.PayloadStore;
import org.wardflow.ingest.Source;
import org.wardflow.ingest.kafka.KafkaTopics;
import org.wardflow.ingest.kafka.Skip;
import org.wardflow.lake.Column;
import org.wardflow.lake.Snapshot;
import org.wardflow.lake.Table;
import org.wardflow.lake.TableName;

/**
 * What came in: no row twice and none that a source would bring again, unless somebody decided to read it again; no hour left out, every large
 * payload where it should be.
 */
final class BronzeExam {
    private static final String RESTORE =
            "no stop and no failure leads here, so something else wrote: restore the home from a backup (./wardflow restore)";

    private final Workspace workspace;
    private final Set<TableName> damaged;
    private final List<Finding> findings = new ArrayList<>();

    /** @param damaged tables that are told already */
    BronzeExam(Workspace workspace, Set<TableName> damaged) {
        this.workspace = workspace;
        this.damaged = damaged;
    }

    List<Finding> run() {
        try (SqlSession session = workspace.engine().open()) {
            for (TableName name : workspace.content().contracts().keySet()) {
                Optional<Table> table = workspace.lake().find(name);
                boolean bronze = workspace.content().graph().model(name).isEmpty();
                if (bronze && table.isPresent() && !damaged.contains(name)) {
                    table(session, table.get());
                }
            }
        }
        return findings;
    }

    private void table(SqlSession session, Table table) {
        try {
            Snapshot snapshot = table.latest();
            Set<String> columns = snapshot.columns().stream().map(Column::name).collect(Collectors.toSet());
            if (columns.contains("source_offset")) {
                offsets(session, snapshot);
            }
            if (columns.contains("side_file")) {
                sideFiles(session, snapshot);
            }
            if (snapshot.table().equals(Pipeline.CLOCK)) {
                hours(session, snapshot);
            }
        } catch (WardflowException e) {
            findings.add(Finding.problem(table.name().toString(), e));
        }
    }

    private void offsets(SqlSession session, Snapshot snapshot) {
        Map<String, Map<Integer, Long>> positions = Source.positions(snapshot);
        List<Skip> skips = KafkaTopics.skips(snapshot);
        query(
                session,
                snapshot,
                "select source, source_partition, count(*), count(distinct source_offset), min(source_offset),"
                        + " max(source_offset) from %s group by source, source_partition order by source, source_partition",
                row -> {
                    String source = String.valueOf(row.get(0));
                    Offsets offsets =
                            new Offsets(number(row.get(2)), number(row.get(3)), number(row.get(4)), number(row.get(5)));
                    if (row.get(1) instanceof Integer partition) {
                        String subject = snapshot.table() + " " + source + " partition " + partition;
                        List<Skip> decided = skips.stream()
                                .filter(skip -> skip.partition() == partition && skip.isOf(source))
                                .toList();
                        boolean isReread = decided.stream().anyMatch(skip -> skip.to() < skip.from());
                        if (!isReread) {
                            doubled(subject, offsets);
                            ahead(
                                    subject,
                                    offsets,
                                    positions.getOrDefault(source, Map.of()).getOrDefault(partition, 0L));
                        }
                        gaps(subject, offsets, decided);
                    } else {
                        doubled(snapshot.table() + " " + source, offsets);
                    }
                });
    }

    /** How many rows of a source and partition there are, how many different offsets they have, and from where to where. */
    private record Offsets(long rows, long different, long first, long last) {}

    private void doubled(String subject, Offsets offsets) {
        if (offsets.rows > offsets.different) {
            findings.add(Finding.problem(
                    subject, Cells.count(offsets.rows - offsets.different) + " rows stand there twice", RESTORE));
        }
    }

    private void ahead(String subject, Offsets offsets, long next) {
        if (next <= offsets.last) {
            findings.add(Finding.problem(
                    subject,
                    "The source would go on at %s, but rows up to %s are there".formatted(next, offsets.last),
                    RESTORE));
        }
    }

    /** A log may lack offsets by itself, so nothing is wrong; who has none of these reasons should know, though. */
    private void gaps(String subject, Offsets offsets, List<Skip> decided) {
        long skipped = decided.stream()
                .mapToLong(skip -> Math.max(0, skip.to() - skip.from()))
                .sum();
        long missing = offsets.last - offsets.first + 1 - offsets.different - skipped;
        if (missing > 0) {
            findings.add(
                    Finding.note(
                            subject,
                            "%s offsets from %s to %s have no row, and nobody decided to skip them"
                                    .formatted(Cells.count(missing), offsets.first, offsets.last),
                            "transactions and compacted topics leave such gaps; if the topic has neither, compare with its log"));
        }
    }

    private void sideFiles(SqlSession session, Snapshot snapshot) {
        PayloadStore payloads = workspace.payloads();
        List<String> missing = new ArrayList<>();
        query(session, snapshot, "select distinct side_file from %s where side_file is not null order by 1", row -> {
            String file = String.valueOf(row.get(0));
            if (!Files.isRegularFile(payloads.path(file))) {
                missing.add(file);
            }
        });
        if (!missing.isEmpty()) {
            findings.add(Finding.problem(
                    snapshot.table().toString(),
                    "%s large payloads are not in %s, the first of them %s"
                            .formatted(
                                    Cells.count(missing.size()),
                                    workspace.home().payloads(),
                                    missing.get(0)),
                    "restore that folder from a backup (./wardflow restore)"));
        }
    }

    private void hours(SqlSession session, Snapshot snapshot) {
        query(
                session,
                snapshot,
                "select count(*), count(distinct tick_ts),"
                        + " coalesce(date_diff('hour', min(tick_ts), max(tick_ts)) + 1, 0) from %s",
                row -> {
                    if (!row.get(0).equals(row.get(1)) || number(row.get(1)) != number(row.get(2))) {
                        findings.add(Finding.problem(
                                snapshot.table().toString(),
                                "%s rows close %s hours of the %s from the first to the last"
                                        .formatted(row.get(0), row.get(1), row.get(2)),
                                RESTORE));
                    }
                });
    }

    private static void query(SqlSession session, Snapshot snapshot, String sql, RowConsumer consumer) {
        String name = snapshot.table().toString();
        session.query(sql.formatted(name), Map.of(name, session.scan(Scan.of(snapshot))), consumer);
    }

    private static long number(@Nullable Object value) {
        return value instanceof Number number ? number.longValue() : 0;
    }
}
