package org.wardflow.server;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.wardflow.flow.content.Content;
import org.wardflow.server.feed.Feed;
import org.wardflow.server.feed.Reports;
import org.wardflow.server.feed.Steward;
import org.wardflow.warehouse.Warehouse;

/**
 * Where the web edge gets what it shows.
 *
 * @param warehouse empty until it has started
 * @param published the cycle that the warehouse shows; quick
 * @param now by the clock that closes hours: the machine's, or a simulator's
 * @param feed what the running pipeline knows of itself; quick
 * @param steward carries decisions about the quarantine out
 * @param lineage all tables, each with what it is made from
 * @param reports what takes the process a while to work out
 */
public record WebSources(
        Content content,
        Supplier<Optional<Warehouse>> warehouse,
        LongSupplier published,
        Supplier<Instant> now,
        Supplier<Feed> feed,
        Steward steward,
        List<Feed.Node> lineage,
        Reports reports) {
    public WebSources {
        lineage = List.copyOf(lineage);
    }

    /** Of a process that makes no reports. */
    public WebSources(
            Content content,
            Supplier<Optional<Warehouse>> warehouse,
            LongSupplier published,
            Supplier<Instant> now,
            Supplier<Feed> feed,
            Steward steward,
            List<Feed.Node> lineage) {
        this(content, warehouse, published, now, feed, steward, lineage, Reports.NONE);
    }
}
