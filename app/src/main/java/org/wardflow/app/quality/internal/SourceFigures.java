package org.wardflow.app.quality.internal;

import java.util.ArrayList;
import java.util.Comparator;
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
import org.wardflow.flow.contract.ContractColumn;
import org.wardflow.flow.read.KnownAt;
import org.wardflow.flow.read.Reader;
import org.wardflow.hospital.catchup.AttributeTable;
import org.wardflow.lake.TableName;

/** What each topic and extract brought. */
final class SourceFigures {
    /** Reads bronze for what the others do not take. */
    private static final TableName WITHOUT_KEY = new TableName("silver", "row_without_key");

    private static final String DIGEST = "payload_sha256";
    private static final String CAME = """
            select count(*), count(distinct b.payload_sha256), max(b.default_recorded_ts), max(b.ingested_ts) from %s b""";
    private static final String TAKEN = """
            select count(*) from (select distinct b.payload_sha256 from %s b) as came
            where came.payload_sha256 in (%s)
                and came.payload_sha256 not in (select q.payload_sha256 from silver.quarantine q where q.source = '%s')""";
    private static final String HELD = """
            select count(*), count(*) filter (where q.is_discarded) from silver.quarantine q where q.source = '%s'""";
    private static final String UNKNOWN = """
            select count(*), min(a.recorded_ts), max(a.recorded_ts) from %s a where a.%s is not null""";

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

    /** Of a source whose messages nothing judges one by one, what some silver table took, and what is in quarantine. */
    private Tally unjudged(String name, TableName bronze, long rows, long messages) {
        String readers = content.graph().inOrder().stream()
                .filter(model -> model.upstream().contains(bronze)
                        && !model.table().equals(WITHOUT_KEY)
                        && model.contract().column(DIGEST).isPresent())
                .map(model -> "select s.payload_sha256 from " + model.table() + " s")
                .collect(Collectors.joining(" union all "));
        long[] taken = {0};
        if (!readers.isEmpty() && rows > 0) {
            reader.query(TAKEN.formatted(bronze, readers, name), at, row -> taken[0] = Measurement.number(row, 0));
        }
        long[] held = {0, 0};
        reader.query(HELD.formatted(name), at, row -> {
            held[0] = Measurement.number(row, 0);
            held[1] = Measurement.number(row, 1);
        });
        return new Tally(name, name, rows, messages, taken[0], 0, 0, held[0], held[1]);
    }

    /** The columns of attributes of which no contract says what they are; their values stay hidden here, too. */
    List<QualityReport.UnknownAttribute> unknownAttributes() {
        List<QualityReport.UnknownAttribute> attributes = new ArrayList<>();
        Contract contract = content.contracts().get(AttributeTable.NAME);
        List<ContractColumn> columns = contract == null ? List.of() : contract.columns();
        for (ContractColumn column : columns) {
            // A state from before the column was there does not have it.
            boolean there = column.isUnclassified()
                    && reader.snapshot(reader.manifest(at), AttributeTable.NAME).columns().stream()
                            .anyMatch(found -> found.name().equals(column.name()));
            if (there) {
                reader.query(UNKNOWN.formatted(AttributeTable.NAME, column.name()), at, row -> {
                    if (Measurement.number(row, 0) > 0) {
                        attributes.add(new QualityReport.UnknownAttribute(
                                column.name(),
                                Measurement.number(row, 0),
                                Objects.requireNonNull(Measurement.instant(row, 1)),
                                Objects.requireNonNull(Measurement.instant(row, 2))));
                    }
                });
            }
        }
        attributes.sort(Comparator.comparing(attribute -> -attribute.messages()));
        return attributes.stream().limit(QualityReport.ATTRIBUTES_MAX).toList();
    }
}
