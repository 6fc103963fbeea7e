package org.wardflow.app.quality.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.wardflow.app.quality.QualityReport;
import org.wardflow.app.quality.QualityReport.Source;
import org.wardflow.app.quality.QualityReport.Tally;
import org.wardflow.app.workspace.Workspace;
import org.wardflow.flow.content.Content;
import org.wardflow.flow.contract.BronzeSource;
import org.wardflow.flow.contract.Contract;
import org.wardflow.flow.read.KnownAt;
import org.wardflow.flow.read.Reader;
import org.wardflow.lake.TableName;

/** What each topic and extract brought. */
final class SourceFigures {
    private static final String DIGEST = "payload_sha256";
    private static final String CAME = """
            select count(*), count(distinct b.payload_sha256), max(b.default_recorded_ts), max(b.ingested_ts) from %s b""";
    private static final String TAKEN = """
            select count(*) from (select distinct b.payload_sha256 from %s b) as came
            where came.payload_sha256 in (%s)""";
    private static final String UNKNOWN = """
            with sent as (
                select unnest(json_keys(m.extra)) as name, m.recorded_ts
                from silver.patient_flow_message m where m.extra is not null
            )
            select name, count(*), min(recorded_ts), max(recorded_ts) from sent group by name order by 2 desc, name limit %s""";

    private final Content content;
    private final Reader reader;
    private final KnownAt at;

    SourceFigures(Workspace workspace, KnownAt at) {
        this.content = workspace.content();
        this.reader = workspace.reader();
        this.at = at;
    }

    /**
     * All of them, by name.
     *
     * @param judged the messages of those that have row rules
     */
    List<Source> all(List<Tally> judged) {
        Map<String, Tally> byName = judged.stream().collect(Collectors.toMap(Tally::name, tally -> tally));
        Map<String, Source> sources = new TreeMap<>();
        for (Contract contract : content.contracts().values()) {
            contract.source()
                    .filter(source -> source.kind().isFed())
                    .map(BronzeSource::name)
                    .ifPresent(name -> sources.put(name, source(name, contract.table(), byName.get(name))));
        }
        return List.copyOf(sources.values());
    }

    private Source source(String name, TableName bronze, @Nullable Tally judged) {
        List<@Nullable Object> came = new ArrayList<>();
        reader.query(CAME.formatted(bronze), at, came::addAll);
        long rows = Measurement.number(came, 0);
        long messages = Measurement.number(came, 1);
        Tally tally = judged == null ? unjudged(name, bronze, rows, messages) : judged;
        return new Source(
                tally,
                messages - tally.accepted() - tally.quarantined(),
                Measurement.instant(came, 2),
                Measurement.instant(came, 3));
    }

    /** Of a source without row rules, what some silver table took. */
    private Tally unjudged(String name, TableName bronze, long rows, long messages) {
        String readers = content.graph().inOrder().stream()
                .filter(model -> model.upstream().contains(bronze)
                        && model.contract().column(DIGEST).isPresent())
                .map(model -> "select s.payload_sha256 from " + model.table() + " s")
                .collect(Collectors.joining(" union all "));
        long[] taken = {0};
        if (!readers.isEmpty() && rows > 0) {
            reader.query(TAKEN.formatted(bronze, readers), at, row -> taken[0] = Measurement.number(row, 0));
        }
        return new Tally(name, name, rows, messages, taken[0], 0, 0, 0, 0);
    }

    /** The names in {@code extra}. */
    List<QualityReport.UnknownAttribute> unknownAttributes() {
        List<QualityReport.UnknownAttribute> attributes = new ArrayList<>();
        reader.query(
                UNKNOWN.formatted(QualityReport.ATTRIBUTES_MAX),
                at,
                row -> attributes.add(new QualityReport.UnknownAttribute(
                        String.valueOf(row.get(0)),
                        Measurement.number(row, 1),
                        Objects.requireNonNull(Measurement.instant(row, 2)),
                        Objects.requireNonNull(Measurement.instant(row, 3)))));
        return attributes;
    }
}
