package org.wardflow.app.warehouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wardflow.app.warehouse.PublishedSite.execute;
import static org.wardflow.app.warehouse.PublishedSite.number;
import static org.wardflow.app.warehouse.PublishedSite.scalar;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wardflow.flow.read.KnownAt;
import org.wardflow.lake.Manifest;
import org.wardflow.warehouse.Publisher;
import org.wardflow.warehouse.Scope;
import org.wardflow.warehouse.Server;
import org.wardflow.warehouse.TableCheck;
import org.wardflow.warehouse.Viewer;
import org.wardflow.warehouse.Warehouse;

/** A database that orders texts as a language does, as those of a server of one's own mostly do. */
class CollationTest {
    private static final String ENGLISH = "template template0 encoding 'UTF8' locale_provider icu icu_locale 'en-US'";
    private static final Viewer ADMINISTRATOR = new Viewer("administrator", Set.of(Scope.EVERYWHERE));

    private static final String NOT_BY_BYTES = """
            select count(*) from pg_attribute a join pg_class t on t.oid = a.attrelid join pg_collation c on c.oid = a.attcollation
            where t.relnamespace::regnamespace::text like 'stored\\_%' and t.relkind in ('r', 'i') and a.attnum > 0
                and c.collname <> 'C'""";

    /** The tables as they were made before their texts had a collation. */
    private static final String AS_BEFORE = """
            do $$
            declare
                it record;
            begin
                for it in select schemaname, tablename, policyname from pg_policies where schemaname like 'stored\\_%' loop
                    execute format('drop policy %I on %I.%I', it.policyname, it.schemaname, it.tablename);
                end loop;
                drop schema gold, silver, kpi, kpi_whole, prelude cascade;
                drop view if exists access.my_patient, access.my_visit;
                for it in select t.oid::regclass as name, a.attname as text
                    from pg_attribute a join pg_class t on t.oid = a.attrelid
                    where t.relnamespace::regnamespace::text like 'stored\\_%' and t.relkind = 'r' and a.attnum > 0 and a.attcollation <> 0
                loop
                    execute format('alter table %s alter column %I type text collate "default"', it.name, it.text);
                end loop;
                update access.derived set digest = 'of before';
            end $$""";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private static Path folder;

    @SuppressWarnings("NullAway.Init")
    private static Site site;

    @BeforeAll
    static void start() {
        site = new Site(folder, Site.spec(1, 2));
        site.until(30);
    }

    @AfterAll
    static void stop() {
        site.close();
    }

    @Test
    void textsAreInTheOrderOfTheirBytesWhateverTheDatabasesCollation() throws SQLException {
        Server server = Site.database(ENGLISH);
        try (Warehouse warehouse = Warehouse.open(server, site.workspace.content());
                Connection administrator = Site.connect(server)) {
            assertThat(scalar(administrator, "select text 'a' < text 'B'"))
                    .as("the database itself orders otherwise")
                    .isEqualTo("t");
            execute(administrator, "insert into stored_gold.dim_hospital (hospital_id) values ('a'), ('B'), ('-c')");
            assertThat(scalar(
                            administrator,
                            "select string_agg(hospital_id, ' ' order by hospital_id) || ', at most ' || max(hospital_id)"
                                    + " from stored_gold.dim_hospital"))
                    .isEqualTo("-c B a, at most a");
            assertThat(number(administrator, NOT_BY_BYTES)).isZero();
            assertThat(publisher(warehouse).republish(manifest()).whole()).isNotEmpty();
            assertEqualToTheLake(warehouse);
        }
    }

    @Test
    void tablesOfBeforeKeepTheirRowsAndGetTheOrderOfBytes() throws SQLException {
        Server server = Site.database(ENGLISH);
        try (Warehouse warehouse = Warehouse.open(server, site.workspace.content())) {
            assertThat(publisher(warehouse).publish(manifest()).whole()).isNotEmpty();
        }
        try (Connection administrator = Site.connect(server)) {
            execute(administrator, AS_BEFORE);
            assertThat(number(administrator, NOT_BY_BYTES)).isPositive();
            try (Warehouse warehouse = Warehouse.open(server, site.workspace.content())) {
                assertThat(number(administrator, NOT_BY_BYTES)).isZero();
                assertThat(number(administrator, "select count(*) from access.migration where what like '%: dropped'"))
                        .isZero();
                assertThat(publisher(warehouse).publish(manifest()).changed())
                        .as("every row is where it was")
                        .isEmpty();
                assertEqualToTheLake(warehouse);
            }
            String steps = scalar(administrator, "select count(*) from access.migration");
            Warehouse.open(server, site.workspace.content()).close();
            assertThat(scalar(administrator, "select count(*) from access.migration"))
                    .as("once")
                    .isEqualTo(steps);
        }
    }

    private static void assertEqualToTheLake(Warehouse warehouse) {
        assertThat(publisher(warehouse).verify()).isNotEmpty().allMatch(TableCheck::isEqual);
        for (String kpi : site.workspace.content().kpis().keySet()) {
            List<String> lake = new ArrayList<>();
            site.workspace.reader().kpi(kpi, Optional.empty(), KnownAt.now(), row -> lake.add(row.toString()));
            List<String> there = new ArrayList<>();
            assertThat(warehouse.kpi(ADMINISTRATOR, kpi, Optional.empty(), row -> there.add(row.toString())))
                    .isEqualTo(Warehouse.Counted.ALL);
            assertThat(there).as(kpi).containsExactlyInAnyOrderElementsOf(lake);
        }
    }

    private static Publisher publisher(Warehouse warehouse) {
        return new Publisher(warehouse, site.workspace.lake(), site.workspace.engine());
    }

    private static Manifest manifest() {
        return site.workspace.reader().manifest(KnownAt.now());
    }
}
