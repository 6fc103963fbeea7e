package org.wardflow.app.warehouse;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.wardflow.app.web.QuarantineDesk;
import org.wardflow.app.web.ReportDesk;
import org.wardflow.core.WallClock;
import org.wardflow.flow.cycle.Pipeline;
import org.wardflow.server.WebServer;
import org.wardflow.server.WebSettings;
import org.wardflow.server.WebSources;
import org.wardflow.server.feed.Feed;
import org.wardflow.server.feed.Steward;
import org.wardflow.simulator.Dirt;
import org.wardflow.simulator.Rule;
import org.wardflow.simulator.SimulationSpec;
import org.wardflow.warehouse.Warehouse;

/** Two simulated hospitals, published, and the pages over them; the hospitals' clock stands still. */
final class ServedSite implements AutoCloseable {
    static final int HOURS = 70;

    /** With it, of fourteen departments after three days, some are to watch; a bed was closed two days before. */
    private static final long SEED = 9;

    private final PublishedSite published;
    final Site site;
    final Warehouse warehouse;
    final Instant now;
    final Path folder;
    final ReportDesk reports;
    final WebServer server;

    ServedSite() {
        this(2, 3, HOURS);
    }

    /** So many hospitals, and so many hours of their messages. */
    ServedSite(int hospitals, int days, int hours) {
        SimulationSpec spec = spec(hospitals, days);
        published = new PublishedSite(spec, hours);
        site = published.site;
        warehouse = published.warehouse;
        now = spec.start().plus(Duration.ofHours(hours));
        folder = published.folder.resolve("web");
        reports = new ReportDesk(site.workspace);
        server = WebServer.start(
                new WebSettings(
                        InetAddress.getLoopbackAddress(),
                        0,
                        Optional.empty(),
                        folder,
                        true,
                        Optional.empty(),
                        WallClock.utc()),
                new WebSources(
                        site.workspace.content(),
                        () -> Optional.of(warehouse),
                        () -> published.cycle,
                        () -> now,
                        () -> new Feed(
                                WallClock.utc().instant(),
                                "running",
                                published.cycle,
                                0,
                                false,
                                0,
                                List.of(),
                                List.of(),
                                List.of(),
                                List.of(new Feed.Written("gold.fact_bed_stay", published.cycle, 12, 5, 3_412, 1_208)),
                                List.of(
                                        new Feed.Failure(
                                                now.minusSeconds(400),
                                                null,
                                                "silence",
                                                "topic:vital-sign",
                                                "nothing has come from topic:vital-sign for more than 5 minutes"),
                                        new Feed.Failure(
                                                now.minusSeconds(7_200),
                                                now.minusSeconds(7_000),
                                                "model",
                                                "gold.fact_bed_stay",
                                                "WARDFLOW-3005 DISK_FULL: The disk is full"))),
                        new QuarantineDesk(site.workspace, this::write),
                        List.of(new Feed.Node("gold.fact_bed_stay", "keyed", List.of("silver.bed_stay"))),
                        reports));
    }

    /** Here no live thread holds the pipeline. */
    private Steward.Outcome write(Function<Pipeline, Steward.Outcome> work) {
        try (Pipeline pipeline = site.workspace.openPipeline()) {
            return work.apply(pipeline);
        }
    }

    /** Enough in quarantine to decide about one of several. */
    private static SimulationSpec spec(int hospitals, int days) {
        Map<Rule, Double> rates = new EnumMap<>(Dirt.standard().rates());
        rates.put(Rule.UNKNOWN_DEPARTMENT, 0.005);
        SimulationSpec standard = Site.spec(hospitals, days);
        return new SimulationSpec(hospitals, days, SEED, standard.start(), new Dirt(rates));
    }

    @Override
    public void close() throws IOException {
        server.close();
        reports.close();
        published.close();
    }
}
