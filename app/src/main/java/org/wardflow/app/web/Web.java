package org.wardflow.app.web;

import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.wardflow.app.home.Home;
import org.wardflow.app.live.Live;
import org.wardflow.app.settings.Secret;
import org.wardflow.app.settings.Settings;
import org.wardflow.app.warehouse.LiveWarehouse;
import org.wardflow.app.workspace.Workspace;
import org.wardflow.core.WardflowException;
import org.wardflow.server.WebServer;
import org.wardflow.server.WebSettings;
import org.wardflow.server.WebSources;
import org.wardflow.server.access.OidcSettings;

/** The pages, started on a thread of their own: what else runs neither waits for them nor fails with them. Safe for all threads. */
public final class Web implements AutoCloseable {
    /** How long a decision waits for the round in hand. */
    private static final Duration DECISION_LIMIT = Duration.ofSeconds(60);

    private static final Duration START_LIMIT = Duration.ofSeconds(10);

    /** The role that a demonstration offers first. */
    private static final String FIRST_ROLE = "bed_manager";

    private final CompletableFuture<Optional<WebServer>> starting;
    private final ReportDesk reports;
    private final KeptHistory kept;

    private Web(CompletableFuture<Optional<WebServer>> starting, ReportDesk reports, KeptHistory kept) {
        this.starting = starting;
        this.reports = reports;
        this.kept = kept;
    }

    /**
     * Starts them.
     *
     * @param demo prints links by role instead of a link to set a password
     * @param hours the clock that closes hours
     * @param history whether history is still being sent
     * @param warehouse that they show
     * @param say is handed lines to print once they are there, on that thread
     */
    public static Web start(
            Workspace workspace,
            boolean demo,
            Clock hours,
            BooleanSupplier history,
            Live live,
            LiveWarehouse warehouse,
            Consumer<List<String>> say) {
        KeptHistory kept = KeptHistory.in(workspace.home().logs());
        PipelineFeed feed = PipelineFeed.of(live, history, kept);
        ReportDesk reports = new ReportDesk(workspace);
        WebSources sources = new WebSources(
                workspace.content(),
                warehouse::warehouse,
                warehouse::published,
                hours::instant,
                feed::now,
                new QuarantineDesk(workspace, work -> live.between(work, DECISION_LIMIT)),
                PipelineFeed.lineage(workspace.content()),
                reports);
        CompletableFuture<Optional<WebServer>> starting = new CompletableFuture<>();
        Thread thread = new Thread(
                () -> {
                    try {
                        WebServer server = WebServer.start(settings(workspace, demo), sources);
                        // Who waits may end them at once, and then they have no address to say.
                        List<String> lines = lines(server);
                        starting.complete(Optional.of(server));
                        say.accept(lines);
                    } catch (WardflowException e) {
                        say.accept(List.of(String.valueOf(e.getMessage()), "All else goes on."));
                    } finally {
                        starting.complete(Optional.empty());
                    }
                },
                "wardflow-web");
        thread.setDaemon(true);
        thread.start();
        return new Web(starting, reports, kept);
    }

    /** Where the audit of a home lives. */
    public static Path audit(Home home) {
        return WebServer.audit(home.web());
    }

    /** Where the accounts of a home live. */
    public static Path accounts(Home home) {
        return WebServer.accounts(home.web());
    }

    private static WebSettings settings(Workspace workspace, boolean demo) {
        Settings settings = workspace.settings();
        return new WebSettings(
                InetAddress.getLoopbackAddress(),
                settings.value(Settings.SERVER_PORT),
                settings.value(Settings.SERVER_PUBLIC_URL).map(URI::toString),
                settings.value(Settings.SERVER_TRUSTED_PROXIES),
                workspace.home().web(),
                demo,
                settings.value(Settings.SERVER_OIDC_ISSUER)
                        .map(issuer -> new OidcSettings(
                                issuer.toString(),
                                settings.value(Settings.SERVER_OIDC_CLIENT_ID),
                                settings.value(Settings.SERVER_OIDC_CLIENT_SECRET)
                                        .map(Secret::reveal),
                                Optional.of(settings.value(Settings.SERVER_OIDC_AUDIENCE))
                                        .filter(audience -> !audience.isEmpty()),
                                settings.value(Settings.SERVER_OIDC_ROLES_CLAIM))),
                workspace.clock());
    }

    private static List<String> lines(WebServer server) {
        List<String> lines = new ArrayList<>();
        lines.add("Pages at " + server.address());
        if (server.isDemo()) {
            server.demoLinks().forEach((role, link) -> lines.add("  as %-14s once: %s".formatted(role, link)));
        } else {
            server.setUpLink().ifPresent(link -> lines.add("  to set the first password, once, within a day: " + link));
        }
        return lines;
    }

    /** In a demonstration, a link that nobody has used yet; empty while the pages are not there. */
    public Optional<URI> link() {
        return starting.getNow(Optional.empty()).flatMap(server -> server.unusedLink(FIRST_ROLE));
    }

    /** What they count, in Prometheus' text format; empty while they are not there. */
    public String metrics() {
        return starting.getNow(Optional.empty()).map(WebServer::metrics).orElse("");
    }

    /** Ends them. */
    @Override
    public void close() {
        try {
            starting.get(START_LIMIT.toSeconds(), TimeUnit.SECONDS).ifPresent(WebServer::close);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            // It ends with the process.
        } finally {
            reports.close();
            kept.close();
        }
    }
}
