package org.wardflow.server;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.boot.web.server.servlet.context.AnnotationConfigServletWebServerApplicationContext;
import org.springframework.context.ApplicationContextException;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.ServerResponse;
import org.wardflow.core.ErrorCode;
import org.wardflow.core.WardflowException;
import org.wardflow.flow.content.AccessPolicy;
import org.wardflow.server.access.Account;
import org.wardflow.server.access.Accounts;
import org.wardflow.server.access.Doors;
import org.wardflow.server.access.Grant;
import org.wardflow.server.access.Links;
import org.wardflow.server.access.Sessions;
import org.wardflow.server.api.Endpoint;
import org.wardflow.server.api.Router;
import org.wardflow.server.audit.AuditDay;
import org.wardflow.server.audit.AuditLog;
import org.wardflow.server.audit.Denials;
import org.wardflow.server.internal.Edge;
import org.wardflow.server.internal.Health;
import org.wardflow.server.internal.Parts;
import org.wardflow.server.internal.Routes;
import org.wardflow.server.metrics.EdgeMetrics;
import org.wardflow.server.site.Site;

/** The web edge, running. Start it on a thread of its own: it takes about a second, and nothing else waits for it. */
public final class WebServer implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(WebServer.class.getName());

    private static final String FIRST_NAME = "admin";
    private static final String FIRST_ROLE = "administrator";

    private final AnnotationConfigServletWebServerApplicationContext context;
    private final WebSettings settings;
    private final Parts parts;
    private final AuditLog audit;
    private final Denials denials;
    private final ScheduledExecutorService upkeep;
    private final Accounts accounts;
    private final Links links;
    private final EdgeMetrics metrics;
    private String shown = "";

    private WebServer(
            AnnotationConfigServletWebServerApplicationContext context,
            WebSettings settings,
            Parts parts,
            AuditLog audit,
            Denials denials,
            Accounts accounts,
            Links links,
            EdgeMetrics metrics) {
        this.context = context;
        this.settings = settings;
        this.parts = parts;
        this.upkeep = upkeep(audit, denials);
        this.audit = audit;
        this.denials = denials;
        this.accounts = accounts;
        this.links = links;
        this.metrics = metrics;
    }

    /** Starts it; PORT_IN_USE if another program listens there. */
    public static WebServer start(WebSettings settings, WebSources sources) {
        AuditLog audit = AuditLog.open(audit(settings.folder()), settings.clock());
        boolean started = false;
        try {
            AccessPolicy policy = sources.content().policy();
            Accounts accounts =
                    Accounts.in(accounts(settings.folder()), policy.roles().keySet(), settings.clock());
            Sessions sessions = new Sessions(accounts, settings.clock());
            Links links = new Links();
            Denials denials = new Denials(audit, settings.clock());
            EdgeMetrics metrics = new EdgeMetrics();
            Map<String, Grant> roles = settings.demo() ? DemoRoles.all() : Map.of();
            Parts parts = new Parts(sources, sessions, roles, new AuditDay(audit(settings.folder())), settings.clock());
            List<Endpoint> endpoints = parts.endpoints();
            Doors doors = new Doors(
                    endpoints.stream().map(Endpoint::gate).toList(),
                    sessions,
                    policy,
                    links,
                    roles,
                    settings.oidc(),
                    settings.publicUrl(),
                    settings::isOwnName,
                    settings.proxies()::has,
                    audit,
                    denials,
                    metrics);
            Site site = new Site(settings.oidc().isPresent(), settings.demo());
            Routes routes = new Routes(site.routes()
                    .and(new Health(parts::isReady).routes())
                    .and(site.elsewhere())
                    .and(new Router(audit).routes(endpoints)));
            WebServer server = new WebServer(
                    refresh(settings, doors, routes), settings, parts, audit, denials, accounts, links, metrics);
            started = true;
            return server;
        } finally {
            if (!started) {
                audit.close();
            }
        }
    }

    private static AnnotationConfigServletWebServerApplicationContext refresh(
            WebSettings settings, Doors doors, Routes routes) {
        var context = new AnnotationConfigServletWebServerApplicationContext();
        context.registerBean(WebSettings.class, () -> settings);
        context.registerBean(Doors.class, () -> doors);
        context.registerBean(Routes.class, () -> routes);
        context.register(Edge.class);
        try {
            context.refresh();
            return context;
        } catch (PortInUseException e) {
            throw taken(settings, e);
        } catch (ApplicationContextException e) {
            if (e.getCause() instanceof PortInUseException) {
                throw taken(settings, e);
            }
            throw e;
        }
    }

    private static WardflowException taken(WebSettings settings, Exception e) {
        return new WardflowException(
                ErrorCode.PORT_IN_USE,
                "The web pages cannot be served on port " + settings.port(),
                "another program listens there",
                "stop that program, or set server.port to another one, 0 for any that is free",
                e);
    }

    private static ScheduledExecutorService upkeep(AuditLog audit, Denials denials) {
        ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread made = new Thread(task, "wardflow-web-upkeep");
            made.setDaemon(true);
            return made;
        });
        Runnable sync = () -> {
            try {
                denials.noteOver();
                audit.sync();
            } catch (WardflowException e) {
                // It is tried again: a task that throws would never run again.
                LOG.log(Level.SEVERE, e.what(), e);
            }
        };
        var unused = thread.scheduleWithFixedDelay(sync, 1, 1, TimeUnit.SECONDS);
        return thread;
    }

    /** Where browsers reach it. */
    public URI address() {
        return URI.create(settings.publicUrl().orElseGet(() -> "http://localhost:" + port()));
    }

    private int port() {
        return requireNonNull(context.getWebServer()).getPort();
    }

    /** What it counted since its start, in Prometheus' text format. */
    public String metrics() {
        return metrics.text(parts.hub()::streams);
    }

    /** What it answers. */
    RouterFunction<ServerResponse> routes() {
        return context.getBean(Routes.class).all();
    }

    /**
     * The link by which the first administrator sets a password; empty if there is an account that has one, or an identity provider to
     * come in by, or if somebody else was given the name.
     */
    public Optional<URI> setUpLink() {
        List<Account> known = accounts.all();
        boolean isUsed = known.stream()
                .anyMatch(account -> account.password() != null
                        || (account.name().equals(FIRST_NAME) && !account.role().equals(FIRST_ROLE)));
        return isUsed || settings.oidc().isPresent()
                ? Optional.empty()
                : Optional.of(link(accounts.invite(FIRST_NAME, new Grant(FIRST_ROLE, List.of(Grant.ALL)))));
    }

    /** Where the audit lives, in the folder of the settings. */
    public static Path audit(Path folder) {
        return folder.resolve("audit");
    }

    /** Where the accounts live, in the folder of the settings. */
    public static Path accounts(Path folder) {
        return folder.resolve("accounts");
    }

    /** Whether this is a demonstration. */
    public boolean isDemo() {
        return settings.demo();
    }

    /** In a demonstration, a new link by role, each for one use; none otherwise. */
    public Map<String, URI> demoLinks() {
        Map<String, URI> byRole = new LinkedHashMap<>();
        if (settings.demo()) {
            DemoRoles.all().forEach((role, grant) -> byRole.put(role, link(links.issue(grant))));
        }
        return byRole;
    }

    /** In a demonstration, a link for a role that nobody has used yet: the same one until somebody does. */
    public synchronized Optional<URI> unusedLink(String role) {
        Grant grant = settings.demo() ? DemoRoles.all().get(role) : null;
        if (grant != null && (shown.isEmpty() || !links.isUnused(shown))) {
            shown = links.issue(grant);
        }
        return grant == null ? Optional.empty() : Optional.of(link(shown));
    }

    /** The token is behind a hash sign, so that no server or log on the way sees it. */
    private URI link(String token) {
        return address().resolve("/start#" + token);
    }

    /** Lets nobody in any more, ends the streams, and closes the audit. */
    @Override
    public void close() {
        parts.hub().close();
        context.close();
        upkeep.shutdown();
        try {
            denials.noteAll();
        } finally {
            audit.close();
        }
    }
}
