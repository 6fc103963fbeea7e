package org.wardflow.server;

import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.wardflow.core.WallClock;
import org.wardflow.flow.content.Content;
import org.wardflow.server.feed.Feed;
import org.wardflow.server.feed.Steward;

/** A web edge before its warehouse has started. */
final class NoData {
    static final WebSources SOURCES = new WebSources(
            Content.load(NoData.class.getClassLoader(), Optional.empty()),
            Optional::empty,
            () -> 0,
            () -> Instant.EPOCH,
            () -> new Feed(Instant.EPOCH, "running", 0, 0, false, 0, List.of(), List.of(), List.of()),
            (decision, rule, messages, by, reason) -> new Steward.Outcome(0, List.of()),
            List.of());

    private NoData() {}

    /** A demonstration on any free port, by plain http on this machine. */
    static WebSettings demo(Path folder) {
        return new WebSettings(
                InetAddress.getLoopbackAddress(), 0, Optional.empty(), folder, true, Optional.empty(), WallClock.utc());
    }
}
