package org.wardflow.server.data;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.wardflow.flow.content.AccessPolicy;
import org.wardflow.server.http.Problem;

/** One look at the warehouse as one person: all it reads is of one publication, and as of one instant. */
public final class Reading {
    private static final Pattern COST = Pattern.compile("cost=[0-9.]+\\.\\.([0-9.]+) ");

    /** Where users find what they may ask of. */
    private static final List<String> SCHEMAS = List.of("gold", "silver", "kpi", "kpi_whole");

    private final Connection connection;
    private final AccessPolicy.Role role;
    private final boolean seesAll;
    private final long version;
    private final Instant asOf;
    private final Instant manifestAt;

    private Reading(
            Connection connection,
            AccessPolicy.Role role,
            boolean seesAll,
            long version,
            Instant manifestAt,
            Instant asOf) {
        this.connection = connection;
        this.role = role;
        this.seesAll = seesAll;
        this.version = version;
        this.manifestAt = manifestAt;
        this.asOf = asOf;
    }

    static Reading begin(Connection connection, AccessPolicy.Role role, boolean seesAll, Instant asOf)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "select cycle, manifest_at, set_config('wardflow.as_of', ?, true) from access.published")) {
            statement.setString(1, asOf.toString());
            try (ResultSet row = statement.executeQuery()) {
                if (!row.next()) {
                    throw new Problem.Refused(
                            Problem.of(503, "There is nothing to show yet", "Wait for the first cycle."));
                }
                Instant manifestAt =
                        row.getObject(2, java.time.OffsetDateTime.class).toInstant();
                return new Reading(connection, role, seesAll, row.getLong(1), manifestAt, asOf);
            }
        }
    }

    /** Of the data: the cycle of the manifest that is shown. */
    public long version() {
        return version;
    }

    /** When that manifest was made, by the machine's clock. */
    public Instant manifestAt() {
        return manifestAt;
    }

    /** The instant that is looked at. */
    public Instant asOf() {
        return asOf;
    }

    /** Where a KPI lies for this person: over all hospitals if the policy grants that, else over the own scope. */
    public String kpi(String name) {
        return (isWhole(name) ? "kpi_whole." : "kpi.") + name;
    }

    /** Whether a KPI counts all there is, whatever the person's scope. */
    public boolean isWhole(String name) {
        return role.whole().contains(name);
    }

    /** Whether the person sees the rows of all hospitals. */
    public boolean seesAll() {
        return seesAll;
    }

    /** Whether a KPI's figures are of all there is, by the policy or because the scope is everything; else of the own scope. */
    public boolean countsAll(String name) {
        return isWhole(name) || seesAll;
    }

    /** Up to so many rows of a question with values for its question marks. */
    public Rows rows(int max, String sql, Object... values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setMaxRows(max + 1);
            statement.setFetchSize(max + 1);
            for (int i = 0; i < values.length; i++) {
                Object value = values[i];
                statement.setObject(i + 1, value instanceof Instant instant ? instant.atOffset(ZoneOffset.UTC) : value);
            }
            try (ResultSet result = statement.executeQuery()) {
                return Rows.read(result, max);
            }
        }
    }

    /**
     * Up to so many rows of a question in somebody's own words. As a part of another SELECT it can be nothing but one.
     *
     * @param bytes of all rows; a larger answer is refused, and stays in PostgreSQL
     * @param cost most that PostgreSQL may estimate, in its own units (a page read in order is 1); dearer ones are not begun
     */
    public Rows answer(int max, int bytes, double cost, String sql) throws SQLException {
        String whole = String.format(Locale.ROOT, """
                with question as materialized (select * from (
                %s
                ) as question limit %d),
                size as (select sum(octet_length(cast(row(question.*) as text))) as bytes from question)
                select size.bytes, question.* from size left join question on size.bytes <= %d""", sql, max + 1, bytes);
        requireCheap(whole, cost);
        Rows sized = rows(max, whole);
        List<String> columns = sized.columns().subList(1, sized.columns().size());
        // One row is there always, with the size alone if there is no other that may be shown.
        if (!(sized.rows().get(0).get(0) instanceof Long size)) {
            return new Rows(columns, List.of(), false);
        }
        if (size > bytes) {
            throw new Problem.Refused(Problem.of(
                    422,
                    "The answer is too large",
                    "Ask for fewer or shorter values: " + (bytes >> 20) + " MiB at most."));
        }
        List<List<@Nullable Object>> rows = new ArrayList<>();
        sized.rows().forEach(row -> rows.add(row.subList(1, row.size())));
        return new Rows(columns, rows, sized.cut());
    }

    /** The estimate is not told: it is made of all rows, those outside the person's scope among them. */
    private void requireCheap(String sql, double most) throws SQLException {
        // The first line of a plan is of all of it: "CTE Scan on size  (cost=12.34..56.78 rows=1 width=8)".
        Matcher estimate = COST.matcher(
                String.valueOf(rows(1, "explain " + sql).rows().get(0).get(0)));
        boolean isCheap = estimate.find() && Double.parseDouble(estimate.group(1)) <= most;
        if (!isCheap) {
            throw new Problem.Refused(Problem.of(
                    422,
                    "The question costs too much",
                    String.format(
                            Locale.ROOT,
                            "PostgreSQL expects it to cost more than %,.0f, where a page read in order is 1. Ask of fewer rows, or join by keys.",
                            most)));
        }
    }

    /**
     * The schemas of what questions have read in this look: tables in {@code gold} and {@code silver}, KPIs in {@code kpi} and {@code
     * kpi_whole}. PostgreSQL says it, whatever else the words hold: until a look ends it keeps a lock on each view that was read, also
     * by a function. A KPI is made of the stored tables, so it locks no view of one.
     */
    public Set<String> schemasRead() throws SQLException {
        Rows read = rows(SCHEMAS.size(), """
                select distinct cast(n.nspname as text) from pg_catalog.pg_locks l
                join pg_catalog.pg_class c on c.oid = l.relation and c.relkind = 'v'
                join pg_catalog.pg_namespace n on n.oid = c.relnamespace
                where l.pid = pg_catalog.pg_backend_pid() and l.locktype = 'relation' and n.nspname in ('%s')
                """.formatted(String.join("', '", SCHEMAS)));
        return read.rows().stream().map(row -> String.valueOf(row.get(0))).collect(Collectors.toSet());
    }

    /** What a KPI's parameters are from here on, instead of what its definition says. */
    public void set(Map<String, Long> parameters) throws SQLException {
        for (Map.Entry<String, Long> parameter : parameters.entrySet()) {
            try (PreparedStatement statement = connection.prepareStatement("select set_config(?, ?, true)")) {
                statement.setString(1, "wardflow." + parameter.getKey());
                statement.setString(2, String.valueOf(parameter.getValue()));
                var unused = statement.execute();
            }
        }
    }

    /** Limits how long each statement may take from here on. */
    public void limit(java.time.Duration limit) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("select set_config('statement_timeout', ?, true)")) {
            statement.setString(1, String.valueOf(limit.toMillis()));
            var unused = statement.execute();
        }
    }

    /** The day of the instant, in UTC. */
    public LocalDate day() {
        return asOf.atZone(ZoneOffset.UTC).toLocalDate();
    }
}
