package org.wardflow.app.warehouse;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
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
import org.wardflow.warehouse.Publication;
import org.wardflow.warehouse.Publisher;
import org.wardflow.warehouse.Scope;
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

    @Test
    void whatIsPublishedInStepsIsTheLakeAndEveryKpiIsTheSameInBoth() {
        try (Warehouse warehouse = Warehouse.open(site.server, site.workspace.content())) {
            Publisher publisher = new Publisher(warehouse, site.workspace.lake(), site.workspace.engine());
            Manifest first = site.workspace.reader().manifest(KnownAt.now());
            Publication whole = publisher.publish(first);
            assertThat(whole.whole()).hasSizeGreaterThan(9);
            assertThat(publisher.verify()).isNotEmpty().allMatch(TableCheck::isEqual);

            site.until(60);
            Manifest second = site.workspace.reader().manifest(KnownAt.now());
            Publication step = publisher.publish(second);
            assertThat(step.whole()).isEmpty();
            assertThat(step.changed()).isNotEmpty();
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
}
