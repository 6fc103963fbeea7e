package org.wardflow.server.data;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.wardflow.flow.content.AccessPolicy;
import org.wardflow.flow.content.Content;
import org.wardflow.server.access.Grant;
import org.wardflow.server.http.Problem;
import org.wardflow.warehouse.Scope;
import org.wardflow.warehouse.Viewer;
import org.wardflow.warehouse.Warehouse;

/**
 * The way to the warehouse. Every look is in a session of PostgreSQL that has the rights of the person who asks and no way to
 * others', so no forgotten condition here can show a row too many. Safe for all threads.
 */
public final class Data {
    /** The first instant that can be looked at; whoever is in a hospital came later. */
    public static final Instant FIRST = Instant.parse("1900-01-01T00:00:00Z");

    /** How far ahead of now one can look: as far as clocks differ. What is open now would be open for ever. */
    public static final Duration AHEAD_MAX = Duration.ofMinutes(5);

    private final Supplier<Optional<Warehouse>> warehouse;
    private final Content content;
    private final Supplier<Instant> now;

    /**
     * @param warehouse empty until it has started
     * @param now by the clock that closes hours: the machine's, or a simulator's
     */
    public Data(Supplier<Optional<Warehouse>> warehouse, Content content, Supplier<Instant> now) {
        this.warehouse = warehouse;
        this.content = content;
        this.now = now;
    }

    /** Work with a look. */
    @FunctionalInterface
    public interface Work<T> {
        T with(Reading reading) throws SQLException;
    }

    /**
     * Looks as somebody.
     *
     * @param asOf the instant to look at; now if empty
     */
    public <T> T read(Grant grant, Optional<Instant> asOf, Work<T> work) {
        AccessPolicy.Role role = role(grant);
        Viewer viewer = viewer(grant);
        boolean seesAll = seesAll(grant);
        asOf.ifPresent(this::requireKnown);
        Instant instant = asOf.orElseGet(now).truncatedTo(ChronoUnit.SECONDS);
        return open().read(viewer, connection -> work.with(Reading.begin(connection, role, seesAll, instant)));
    }

    private void requireKnown(Instant asOf) {
        if (asOf.isBefore(FIRST) || asOf.isAfter(now.get().plus(AHEAD_MAX))) {
            throw new Problem.Refused(Problem.of(
                    422, "There are no numbers of this instant", "Look at one between " + FIRST + " and now."));
        }
    }

    /** Whether somebody sees the rows of all hospitals. */
    public boolean seesAll(Grant grant) {
        return role(grant).reach() == AccessPolicy.Reach.ALL
                || viewer(grant).scopes().contains(Scope.EVERYWHERE);
    }

    private AccessPolicy.Role role(Grant grant) {
        AccessPolicy.Role role = content.policy().roles().get(grant.role());
        if (role == null) {
            throw new Problem.Refused(Problem.of(403, "Your role is not in the policy", "Ask an administrator."));
        }
        return role;
    }

    private static Viewer viewer(Grant grant) {
        return new Viewer(
                grant.role(), grant.scopes().stream().map(Scope::parse).collect(Collectors.toSet()));
    }

    /** Whether there is something to look at. */
    public boolean isReady() {
        return warehouse.get().isPresent();
    }

    /** What KPIs, tables and roles there are. */
    public Content content() {
        return content;
    }

    /** Now, by the clock that closes hours. */
    public Instant now() {
        return now.get();
    }

    private Warehouse open() {
        return warehouse
                .get()
                .orElseThrow(() -> new Problem.Refused(
                        Problem.of(503, "The warehouse has not started yet", "Wait a few seconds.")));
    }
}
