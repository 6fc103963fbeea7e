package org.wardflow.lake.internal;

import io.delta.kernel.engine.Engine;
import io.delta.kernel.internal.SnapshotImpl;
import io.delta.kernel.internal.actions.DomainMetadata;
import io.delta.kernel.internal.lang.Lazy;
import io.delta.kernel.internal.metrics.SnapshotQueryContext;
import io.delta.kernel.internal.replay.LogReplay;
import io.delta.kernel.internal.tablefeatures.TableFeatures;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a commit of ours left, with the domains that it must have. Delta Kernel looks for a domain after each commit, and so would read the newest
 * checkpoint and all entries since, each time.
 */
final class CommittedSnapshot extends SnapshotImpl {
    private final Map<String, DomainMetadata> domains;

    private CommittedSnapshot(Engine engine, SnapshotImpl after, Map<String, DomainMetadata> domains) {
        super(
                after.getDataPath(),
                after.getVersion(),
                after.getLazyLogSegment(),
                new LogReplay(engine, after.getDataPath(), after.getLazyLogSegment(), new Lazy<>(Optional::empty)),
                after.getProtocol(),
                after.getMetadata(),
                after.getCommitter(),
                SnapshotQueryContext.forVersionSnapshot(after.getPath(), after.getVersion()),
                Optional.empty());
        this.domains = domains;
    }

    /**
     * @param before what the commit was made on, with nothing between
     * @param after what Delta Kernel says that the commit left
     * @param written the domains that we had it write, with their texts
     */
    static SnapshotImpl of(Engine engine, SnapshotImpl before, SnapshotImpl after, Map<String, String> written) {
        if (TableFeatures.isRowTrackingSupported(after.getProtocol())) {
            // Another program asked for it. Delta Kernel then writes a domain of its own, the highest row so far, which
            // nobody tells us.
            return after;
        }
        Map<String, DomainMetadata> domains = new HashMap<>(before.getActiveDomainMetadataMap());
        written.forEach((name, text) -> domains.put(name, new DomainMetadata(name, text, false)));
        return new CommittedSnapshot(engine, after, Map.copyOf(domains));
    }

    @Override
    public Map<String, DomainMetadata> getActiveDomainMetadataMap() {
        return domains;
    }
}
