package org.wardflow.lake.internal;

import io.delta.kernel.engine.Engine;
import io.delta.kernel.internal.SnapshotImpl;
import io.delta.kernel.internal.lang.Lazy;
import io.delta.kernel.internal.metrics.SnapshotQueryContext;
import io.delta.kernel.internal.replay.CreateCheckpointIterator;
import io.delta.kernel.internal.replay.LogReplay;
import java.util.Optional;

/**
 * A version whose checkpoint holds what the table is, and not what it was: no {@code remove} actions. Delta Kernel writes those of the
 * entries since the checkpoint before, one for each file that each cycle changed: nearly all of a checkpoint of a table with few files. Only
 * a VACUUM by another program reads them, to spare files of older versions, and here {@link Removals} knows these.
 */
final class CheckpointSnapshot extends SnapshotImpl {
    private boolean readToEnd;

    CheckpointSnapshot(Engine engine, SnapshotImpl of) {
        super(
                of.getDataPath(),
                of.getVersion(),
                of.getLazyLogSegment(),
                new LogReplay(engine, of.getDataPath(), of.getLazyLogSegment(), new Lazy<>(Optional::empty)),
                of.getProtocol(),
                of.getMetadata(),
                of.getCommitter(),
                SnapshotQueryContext.forVersionSnapshot(of.getPath(), of.getVersion()),
                Optional.empty());
    }

    @Override
    public CreateCheckpointIterator getCreateCheckpointIterator(Engine engine) {
        return new CreateCheckpointIterator(engine, getLogSegment(), Long.MAX_VALUE) {
            @Override
            public boolean hasNext() {
                boolean more = super.hasNext();
                readToEnd = !more;
                return more;
            }
        };
    }

    /** Whether all that the checkpoint is to hold has been read: Delta Kernel completes its file even where reading failed midway. */
    boolean isReadToEnd() {
        return readToEnd;
    }
}
