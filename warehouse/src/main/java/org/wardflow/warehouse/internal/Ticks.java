package org.wardflow.warehouse.internal;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.wardflow.flow.engine.Scan;
import org.wardflow.flow.engine.SqlSession;
import org.wardflow.lake.Snapshot;
import org.wardflow.lake.TableName;

/** The hours that have closed. Most cycles close none, so the answer is kept with the version that it is of. Safe for all threads. */
public final class Ticks {
    static final TableName CLOCK = TableName.parse("bronze.clock");

    private final AtomicReference<@Nullable Known> known = new AtomicReference<>();

    private record Known(String tableId, long version, Optional<Instant> last) {}

    /** The end of the last hour that had closed. */
    Optional<Instant> last(SqlSession session, Snapshot clock) {
        Known before = known.get();
        if (before != null
                && before.version() == clock.version()
                && before.tableId().equals(clock.tableId())) {
            return before.last();
        }
        List<Instant> found = new ArrayList<>();
        session.query(
                "select max(tick_ts) as last_tick from run.clock",
                Map.of(
                        "run.clock",
                        session.scan(
                                Scan.of(clock).selecting(column -> column.name().equals("tick_ts")))),
                values -> {
                    if (values.get(0) instanceof Instant instant) {
                        found.add(instant);
                    }
                });
        Optional<Instant> last = found.stream().findFirst();
        known.set(new Known(clock.tableId(), clock.version(), last));
        return last;
    }
}
