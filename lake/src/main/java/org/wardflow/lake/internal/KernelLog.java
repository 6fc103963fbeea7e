package org.wardflow.lake.internal;

import io.delta.kernel.Operation;
import io.delta.kernel.TableManager;
import io.delta.kernel.Transaction;
import io.delta.kernel.data.FilteredColumnarBatch;
import io.delta.kernel.data.Row;
import io.delta.kernel.defaults.engine.DefaultEngine;
import io.delta.kernel.engine.Engine;
import io.delta.kernel.engine.MetricsReporter;
import io.delta.kernel.internal.InternalScanFileUtils;
import io.delta.kernel.internal.ScanImpl;
import io.delta.kernel.internal.SnapshotImpl;
import io.delta.kernel.internal.actions.AddFile;
import io.delta.kernel.internal.actions.DomainMetadata;
import io.delta.kernel.internal.util.Utils;
import io.delta.kernel.internal.util.VectorUtils;
import io.delta.kernel.utils.CloseableIterable;
import io.delta.kernel.utils.CloseableIterator;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.wardflow.lake.Column;
import org.wardflow.lake.FileIo;
import org.wardflow.lake.TableName;
import org.wardflow.lake.TableSpec;

/** The Delta log of one table, read whole and written through Delta Kernel. Failures are Kernel's own. */
final class KernelLog {
    private final FileIo io;
    private final TableName table;
    private final Path folder;
    private final KernelFiles files;
    private final Engine engine;

    /** What the last commit left, so that the next one needs no load; null if it must be loaded. */
    private @Nullable SnapshotImpl head;

    KernelLog(FileIo io, TableName table, Path folder) {
        this.io = io;
        this.table = table;
        this.folder = folder;
        this.files = new KernelFiles(io, folder);
        this.engine = new QuietEngine(files);
    }

    void create(TableSpec spec, String engineInfo) {
        head = TableManager.buildCreateTableTransaction(folder.toString(), Schemas.schema(spec.columns()), engineInfo)
                .withTableProperties(Schemas.properties(spec))
                .withMaxRetries(0)
                .build(engine)
                .commit(engine, CloseableIterable.emptyIterable())
                .getPostCommitSnapshot()
                .map(SnapshotImpl.class::cast)
                .orElse(null);
    }

    /** Commits on top of a version; fails if another commit took the place. */
    void commit(long base, String engineInfo, List<Row> actions, Map<String, String> domains) {
        SnapshotImpl before = head(base);
        Transaction transaction = before.buildUpdateTableTransaction(engineInfo, Operation.WRITE)
                .withMaxRetries(0)
                .build(engine);
        domains.forEach(transaction::addDomainMetadata);
        commit(before, transaction, actions, domains);
    }

    /** Adds nullable columns at the end of the schema. */
    void addColumns(long base, String engineInfo, List<Column> added) {
        SnapshotImpl before = head(base);
        List<Column> all = new ArrayList<>(Schemas.columns(table, before.getSchema()));
        all.addAll(added);
        commit(
                before,
                before.buildUpdateTableTransaction(engineInfo, Operation.MANUAL_UPDATE)
                        .withUpdatedSchema(Schemas.extended(before.getSchema(), added))
                        .withTablePropertiesAdded(Schemas.extendedProperties(all))
                        .withMaxRetries(0)
                        .build(engine),
                List.of(),
                Map.of());
    }

    /** The next commit loads the table anew, as it must after log files were deleted or another writer came by. */
    void forget() {
        head = null;
    }

    /** Loads a version from the newest checkpoint before it and the entries since; the latest if none is named. */
    TableState load(OptionalLong version) throws IOException {
        return state(snapshot(version));
    }

    /** Writes a checkpoint of a version, and names it as the newest. */
    void checkpoint(long version) throws IOException {
        CheckpointSnapshot snapshot = new CheckpointSnapshot(engine, snapshot(OptionalLong.of(version)));
        files.writeCheckpointsIf(snapshot::isReadToEnd);
        try {
            snapshot.writeCheckpoint(engine);
        } finally {
            files.writeCheckpointsIf(() -> false);
        }
    }

    private void commit(SnapshotImpl before, Transaction transaction, List<Row> actions, Map<String, String> domains) {
        head = null;
        head = transaction
                .commit(engine, CloseableIterable.inMemoryIterable(Utils.toCloseableIterator(actions.iterator())))
                .getPostCommitSnapshot()
                .map(after -> CommittedSnapshot.of(engine, before, (SnapshotImpl) after, domains))
                .orElse(null);
    }

    private SnapshotImpl head(long version) {
        SnapshotImpl known = head;
        return known != null && known.getVersion() == version ? known : snapshot(OptionalLong.of(version));
    }

    private SnapshotImpl snapshot(OptionalLong version) {
        var builder = TableManager.loadSnapshot(folder.toString());
        return (SnapshotImpl) (version.isPresent() ? builder.atVersion(version.getAsLong()) : builder).build(engine);
    }

    private TableState state(SnapshotImpl snapshot) throws IOException {
        TableSpec spec = Schemas.spec(table, snapshot.getSchema(), snapshot.getTableProperties());
        List<FileAction> actions = new ArrayList<>();
        ScanImpl scan = (ScanImpl) snapshot.getScanBuilder().build();
        try (CloseableIterator<FilteredColumnarBatch> batches = scan.getScanFiles(engine, true)) {
            while (batches.hasNext()) {
                try (CloseableIterator<Row> rows = batches.next().getRows()) {
                    rows.forEachRemaining(row -> actions.add(action(row)));
                }
            }
        }
        actions.sort(Comparator.comparingLong(FileAction::millis).thenComparing(FileAction::path));
        List<LiveFile> files = new ArrayList<>(actions.size());
        for (FileAction action : actions) {
            files.add(LiveFile.of(io, folder, spec.columns(), action));
        }
        Map<String, String> domains = new HashMap<>();
        for (DomainMetadata domain : snapshot.getActiveDomainMetadataMap().values()) {
            if (DomainMetadata.isUserControlledDomain(domain.getDomain())) {
                domains.put(domain.getDomain(), domain.getConfiguration());
            }
        }
        // The entry itself knows better than its file's modification time, but may have been cleaned.
        Instant committedAt = new LogFiles(io, table, folder)
                .entry(snapshot.getVersion())
                .map(LogEntry::committedAt)
                .orElse(Instant.ofEpochMilli(snapshot.getTimestamp(engine)));
        return new TableState(spec, snapshot.getMetadata().getId(), snapshot.getVersion(), committedAt, files, domains);
    }

    private static FileAction action(Row row) {
        AddFile add = new AddFile(row.getStruct(InternalScanFileUtils.ADD_FILE_ORDINAL));
        return new FileAction(
                add.getPath(),
                add.getSize(),
                add.getModificationTime(),
                add.getDataChange(),
                add.getStatsJson().orElse(null),
                add.getTags()
                        .map(tags -> VectorUtils.<String, String>toJavaMap(tags))
                        .orElse(Map.of()),
                add.getDeletionVector().orElse(null));
    }

    /** The default engine without the reports that it renders as JSON for each commit and scan, log or no log. */
    private static final class QuietEngine extends DefaultEngine {
        QuietEngine(KernelFiles files) {
            super(files);
        }

        @Override
        public List<MetricsReporter> getMetricsReporters() {
            return List.of();
        }
    }
}
