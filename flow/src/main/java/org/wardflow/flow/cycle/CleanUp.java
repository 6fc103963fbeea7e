package org.wardflow.flow.cycle;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Optional;
import java.util.Queue;
import java.util.function.Supplier;
import org.wardflow.core.ErrorCode;
import org.wardflow.core.WardflowException;
import org.wardflow.lake.MaintenanceReport;

/**
 * Checkpoints, short logs and the deletion of files that no kept state needs, a table at a time: whoever runs cycles beside it can
 * leave time between two tables. What is to be kept is decided when it begins. For one thread.
 */
public final class CleanUp {
    private final Queue<Supplier<MaintenanceReport>> left;
    private Optional<WardflowException> damage = Optional.empty();

    /** @param tables what is to be done for each of them */
    public CleanUp(Collection<Supplier<MaintenanceReport>> tables) {
        this.left = new ArrayDeque<>(tables);
    }

    /** Whether every table has had its turn. */
    public boolean isOver() {
        return left.isEmpty();
    }

    /** Cleans up after the next table; empty if that is damaged, or none is left. A damaged one holds up none of the others. */
    public Optional<MaintenanceReport> next() {
        Supplier<MaintenanceReport> table = left.poll();
        if (table == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(table.get());
        } catch (WardflowException e) {
            if (e.code() != ErrorCode.TABLE_CORRUPT) {
                throw e;
            }
            damage = damage.or(() -> Optional.of(e));
            return Optional.empty();
        }
    }

    /** TABLE_CORRUPT if a table was found damaged; the first of them is told. */
    public void requireUndamaged() {
        if (damage.isPresent()) {
            throw damage.get();
        }
    }
}
