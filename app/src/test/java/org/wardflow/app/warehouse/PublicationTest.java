package org.wardflow.app.warehouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wardflow.core.ErrorCode;
import org.wardflow.core.WardflowException;
import org.wardflow.flow.content.Content;
import org.wardflow.flow.engine.SqlEngine;
import org.wardflow.flow.read.KnownAt;
import org.wardflow.lake.Manifest;
import org.wardflow.warehouse.Publication;
import org.wardflow.warehouse.Publisher;
import org.wardflow.warehouse.Scope;
import org.wardflow.warehouse.Server;
import org.wardflow.warehouse.TableCheck;
import org.wardflow.warehouse.Viewer;
import org.wardflow.warehouse.Warehouse;

class PublicationTest {
    private static final Viewer ADMINISTRATOR = new Viewer("administrator", Set.of(Scope.EVERYWHERE));

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private static Path folder;

    @SuppressWarnings("NullAway.Init")
    private static Site site;

    @BeforeAll
    static void start() {
        site = new Site(folder, Site.spec(2, 3));
        site.until(30);
    }

    @AfterAll
    static void stop() {
        site.close();
    }

    /** An engine in whose rules a zone moves by an hour on the first of November 2026. */
    @Test
    void aZoneThatPostgresReadsDifferentlyIsNamedWithItsDay() {
        Instant change = Instant.parse("2026-11-01T12:00:00Z");
        SqlEngine other = (SqlEngine) Proxy.newProxyInstance(
                SqlEngine.class.getClassLoader(), new Class<?>[] {SqlEngine.class}, (proxy, method, arguments) -> {
                    int[] offsets = new int[(int) arguments[3]];
                    for (int i = 0; i < offsets.length; i++) {
                        Instant at = ((Instant) arguments[1]).plus(((Duration) arguments[2]).multipliedBy(i));
                        boolean moved = arguments[0].equals("Etc/GMT-1") && !at.isBefore(change);
                        offsets[i] = arguments[0].equals("Etc/GMT-1") ? (moved ? 7_200 : 3_600) : 0;
                    }
                    return offsets;
                });
        try (Warehouse warehouse = Warehouse.open(site.server, site.workspace.content())) {
            assertThat(new Publisher(warehouse, site.workspace.lake(), other)
                            .zonesApart(List.of("UTC", "Etc/GMT-1", "Wonder/Land")))
                    .containsOnly(Map.entry("Etc/GMT-1", change), Map.entry("Wonder/Land", Instant.EPOCH));
        }
    }

    @Test
    void whatIsPublishedInStepsIsTheLakeAndEveryKpiIsTheSameInBoth() {
        try (Warehouse warehouse = Warehouse.open(site.server, site.workspace.content())) {
            Publisher publisher = new Publisher(warehouse, site.workspace.lake(), site.workspace.engine());
            Manifest first = site.workspace.reader().manifest(KnownAt.now());
            Publication whole = publisher.publish(first);
            assertThat(whole.whole()).hasSizeGreaterThan(9);
            assertThat(publisher.verify()).isNotEmpty().allMatch(TableCheck::isEqual);

            long before = hours(publisher);
            // A row that is added, moved by a compaction and then replaced is in the changes more than once.
            int compacted = 0;
            for (int hours = 33; hours <= 60; hours += 3) {
                site.until(hours);
                compacted += site.compact();
            }
            assertThat(compacted).isPositive();
            Manifest second = site.workspace.reader().manifest(KnownAt.now());
            Publication step = publisher.publish(second);
            assertThat(step.whole()).isEmpty();
            assertThat(step.changed()).isNotEmpty();
            assertThat(hours(publisher) - before)
                    .as("more than go into one statement")
                    .isGreaterThan(250);
            assertThat(publisher.verify()).isNotEmpty().allMatch(TableCheck::isEqual);
            assertThat(publisher.publish(second).changed()).isEmpty();

            for (String kpi : site.workspace.content().kpis().keySet()) {
                List<String> lake = new ArrayList<>();
                site.workspace.reader().kpi(kpi, Optional.empty(), KnownAt.now(), row -> lake.add(row.toString()));
                List<String> there = new ArrayList<>();
                assertThat(warehouse.kpi(ADMINISTRATOR, kpi, Optional.empty(), row -> there.add(row.toString())))
                        .isEqualTo(Warehouse.Counted.ALL);
                assertThat(there).as(kpi).containsExactlyInAnyOrderElementsOf(lake);
            }
        }
    }

    /** The log still tells of the changes, but files that they are in have been vacuumed. */
    @Test
    void anOutageLongerThanTheLakesRetentionIsCaughtUpWithWholeTables() {
        try (Site lagging = new Site(folder.resolve("lagging"), Site.spec(1, 3));
                Warehouse warehouse = Warehouse.open(lagging.server, lagging.workspace.content())) {
            Publisher publisher = new Publisher(warehouse, lagging.workspace.lake(), lagging.workspace.engine());
            lagging.until(24);
            assertThat(publisher
                            .publish(lagging.workspace.reader().manifest(KnownAt.now()))
                            .whole())
                    .isNotEmpty();
            for (int hours = 27; hours <= 54; hours += 3) {
                lagging.until(hours);
                var unused = lagging.compact();
            }
            assertThat(lagging.vacuum()).isPositive();
            assertThat(publisher
                            .publish(lagging.workspace.reader().manifest(KnownAt.now()))
                            .whole())
                    .isNotEmpty();
            assertThat(publisher.verify()).isNotEmpty().allMatch(TableCheck::isEqual);
        }
    }

    private static long hours(Publisher publisher) {
        return publisher.verify().stream()
                .filter(check -> check.table().name().equals("fact_department_hour"))
                .mapToLong(TableCheck::warehouse)
                .sum();
    }

    @Test
    void aRowThatIsMissingSurplusOrDifferentIsFoundAndARepublicationMendsIt() throws SQLException {
        Server server = Site.database();
        try (Warehouse warehouse = Warehouse.open(server, site.workspace.content());
                Connection administrator = Site.connect(server)) {
            Publisher publisher = new Publisher(warehouse, site.workspace.lake(), site.workspace.engine());
            Manifest manifest = site.workspace.reader().manifest(KnownAt.now());
            assertThat(publisher.publish(manifest).cycle()).isEqualTo(manifest.cycle());
            try (Statement statement = administrator.createStatement()) {
                statement.execute("delete from stored_gold.dim_time where time_key = 700");
                statement.execute("update stored_gold.dim_hospital set name = name || ' ' where hospital_id = '2'");
                statement.execute("insert into stored_gold.dim_hospital (hospital_id) values ('0')");
            }
            assertThat(publisher.verify().stream()
                            .filter(check -> !check.isEqual())
                            .map(TableCheck::toString))
                    .satisfiesExactly(
                            hospitals -> assertThat(hospitals).contains("missing=0, extra=1, different=1"),
                            times -> assertThat(times).contains("missing=1, extra=0, different=0"));
            assertThat(publisher.publish(manifest).changed())
                    .as("it cannot know")
                    .isEmpty();
            assertThat(publisher.republish(manifest).whole()).hasSizeGreaterThan(9);
            assertThat(publisher.verify()).allMatch(TableCheck::isEqual);
        }
    }

    /** A restored lake goes on with the ids and numbers of the old one, and other rows behind them. */
    @Test
    void ofARestoredLakeEveryTableIsWrittenWholeOnce() {
        Server server = Site.database();
        try (Warehouse warehouse = Warehouse.open(server, site.workspace.content())) {
            Manifest manifest = site.workspace.reader().manifest(KnownAt.now());
            Publication first = publisher(warehouse, "").publish(manifest);
            assertThat(first.whole()).hasSizeGreaterThan(9);
            assertThat(publisher(warehouse, "").publish(manifest).changed()).isEmpty();
            Publication restored = publisher(warehouse, "once").publish(manifest);
            assertThat(restored.whole()).isEqualTo(first.whole());
            assertThat(publisher(warehouse, "once").publish(manifest).changed()).isEmpty();
            assertThat(publisher(warehouse, "twice").publish(manifest).whole()).isEqualTo(first.whole());
            assertThat(publisher(warehouse, "twice").verify()).allMatch(TableCheck::isEqual);
        }
    }

    private static Publisher publisher(Warehouse warehouse, String branch) {
        return new Publisher(warehouse, site.workspace.lake(), site.workspace.engine(), branch);
    }

    /** An empty table of stays would be a board of free beds. */
    @Test
    void whileATableIsMadeAnewNothingIsShown() throws SQLException {
        Server server = Site.database();
        try (Connection administrator = Site.connect(server);
                Statement statement = administrator.createStatement()) {
            Manifest manifest = site.workspace.reader().manifest(KnownAt.now());
            try (Warehouse warehouse = Warehouse.open(server, site.workspace.content())) {
                var unused = publisher(warehouse, "").publish(manifest);
                assertThat(warehouse.published()).isPresent();
            }
            statement.execute("alter table stored_gold.fact_bed_stay add column moon text;"
                    + " update access.derived set digest = 'of other contracts'");
            try (Warehouse warehouse = Warehouse.open(server, site.workspace.content())) {
                assertThat(warehouse.published()).isEmpty();
                assertThat(publisher(warehouse, "").publish(manifest).whole()).hasSize(1);
                assertThat(warehouse.published()).isPresent();
                assertThat(publisher(warehouse, "").verify()).allMatch(TableCheck::isEqual);
            }
        }
    }

    @Test
    void aPublicationThatFailsHalfwayShowsNothingOfItself() throws SQLException {
        Server server = Site.database();
        try (Warehouse warehouse = Warehouse.open(server, site.workspace.content());
                Connection administrator = Site.connect(server);
                Statement statement = administrator.createStatement()) {
            Publisher publisher = new Publisher(warehouse, site.workspace.lake(), site.workspace.engine());
            Manifest manifest = site.workspace.reader().manifest(KnownAt.now());
            statement.execute("alter table stored_silver.quarantine rename column rule_id to rule");
            assertThatThrownBy(() -> publisher.publish(manifest))
                    .isInstanceOfSatisfying(
                            WardflowException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.WAREHOUSE_FAILED));
            assertThat(warehouse.published()).isEmpty();
            try (ResultSet rows = statement.executeQuery("select count(*) from stored_gold.dim_time")) {
                assertThat(rows.next()).isTrue();
                assertThat(rows.getLong(1)).isZero();
            }
            statement.execute("alter table stored_silver.quarantine rename column rule to rule_id");
            assertThat(publisher.publish(manifest).cycle()).isEqualTo(manifest.cycle());
            assertThat(publisher.verify()).allMatch(TableCheck::isEqual);
        }
    }

    @Test
    void aColumnThatAContractAddsComesToTheTableThatStands() throws SQLException {
        Server server = Site.database();
        Warehouse.open(server, site.workspace.content()).close();
        try (Connection administrator = Site.connect(server);
                Statement statement = administrator.createStatement()) {
            statement.execute("drop schema kpi cascade; drop schema kpi_whole cascade; drop view gold.dim_time;"
                    + " alter table stored_gold.dim_time drop column part_of_day; alter table stored_gold.dim_date add column"
                    + " moon text; update access.derived set digest = 'of other contracts'");
            Warehouse.open(server, site.workspace.content()).close();
            try (ResultSet steps = statement.executeQuery(
                    "select string_agg(what, '; ' order by version) from access.migration where version > 13")) {
                assertThat(steps.next()).isTrue();
                assertThat(steps.getString(1))
                        .contains(
                                "gold.dim_time: column part_of_day", "gold.dim_date: dropped; gold.dim_date: created");
            }
        }
    }

    /** A table that a hospital adds is its own secret until it says whose it is, also from a role that sees every row. */
    @Test
    void aTableThatThePolicyDoesNotNameIsShownToNobody() throws IOException {
        Path overlay = Files.createDirectories(folder.resolve("overlay"));
        String policy;
        try (InputStream packed = getClass().getClassLoader().getResourceAsStream("wardflow/policy.yaml")) {
            policy = new String(Objects.requireNonNull(packed).readAllBytes(), StandardCharsets.UTF_8);
        }
        assertThat(policy).contains("  gold.dim_time: open\n");
        Files.writeString(overlay.resolve("policy.yaml"), policy.replace("  gold.dim_time: open\n", ""));
        Content content = Content.load(getClass().getClassLoader(), Optional.of(overlay));
        try (Warehouse warehouse = Warehouse.open(Site.database(), content)) {
            var unused = new Publisher(warehouse, site.workspace.lake(), site.workspace.engine())
                    .publish(site.workspace.reader().manifest(KnownAt.now()));
            assertThat(rows(warehouse, "gold.dim_date")).isPositive();
            assertThat(rows(warehouse, "gold.dim_time")).isZero();
        }
    }

    private static long rows(Warehouse warehouse, String table) {
        return warehouse.read(ADMINISTRATOR, session -> PublishedSite.number(session, "select count(*) from " + table));
    }
}
