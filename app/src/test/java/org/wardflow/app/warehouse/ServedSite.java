package org.wardflow.app.warehouse;

import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.wardflow.app.web.QuarantineDesk;
import org.wardflow.core.WallClock;
import org.wardflow.flow.cycle.Pipeline;
import org.wardflow.flow.read.KnownAt;
import org.wardflow.server.WebServer;
import org.wardflow.server.WebSettings;
import org.wardflow.server.WebSources;
import org.wardflow.server.feed.Feed;
import org.wardflow.server.feed.Steward;
import org.wardflow.warehouse.Publisher;
import org.wardflow.warehouse.Warehouse;

/** Two simulated hospitals, published, and the pages over them; the hospitals' clock stands still. */
final class ServedSite implements AutoCloseable {
    static final int HOURS = 70;

    final Site site;
    final WebServer server;
    final Instant now = Site.spec(2, 3).start().plusSeconds(3600L * HOURS);
    final Path folder;
    final Warehouse warehouse;

    ServedSite(Path folder) {
        this.folder = folder.resolve("web");
        site = new Site(folder, Site.spec(2, 3));
        site.until(HOURS);
        warehouse = Warehouse.open(site.server, site.workspace.content());
        long cycle = new Publisher(warehouse, site.workspace.lake(), site.workspace.engine())
                .publish(site.workspace.reader().manifest(KnownAt.now()))
                .cycle();
        server = WebServer.start(
                new WebSettings(
                        InetAddress.getLoopbackAddress(),
                        0,
                        Optional.empty(),
                        this.folder,
                        true,
                        Optional.empty(),
                        WallClock.utc()),
                new WebSources(
                        site.workspace.content(),
                        () -> Optional.of(warehouse),
                        () -> cycle,
                        () -> now,
                        () -> new Feed(
                                WallClock.utc().instant(),
                                "running",
                                cycle,
                                0,
                                false,
                                0,
                                List.of(),
                                List.of(),
                                List.of()),
                        new QuarantineDesk(site.workspace, this::write),
                        List.of(new Feed.Node("gold.fact_bed_stay", "keyed", List.of("silver.bed_stay")))));
    }

    /** Here no live thread holds the pipeline. */
    private Steward.Outcome write(Function<Pipeline, Steward.Outcome> work) {
        try (Pipeline pipeline = site.workspace.openPipeline()) {
            return work.apply(pipeline);
        }
    }

    @Override
    public void close() {
        server.close();
        warehouse.close();
        site.close();
    }
}
