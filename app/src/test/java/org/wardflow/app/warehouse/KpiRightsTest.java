package org.wardflow.app.warehouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wardflow.app.warehouse.PublishedSite.assertRefused;
import static org.wardflow.app.warehouse.PublishedSite.execute;

import com.fasterxml.jackson.databind.JsonNode;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.wardflow.flow.content.AccessPolicy.Reach;
import org.wardflow.flow.content.AccessPolicy.Role;
import org.wardflow.flow.content.Kpi;
import org.wardflow.server.access.Grant;
import org.wardflow.warehouse.Scope;

/** Every KPI, asked for by every role in every way: who lacks its right gets it in none. */
class KpiRightsTest {
    @AutoClose
    private static final ServedSite PAGES = new ServedSite();

    @Test
    void aKpiIsShownToWhoHasItsRightByAllWaysAndToNobodyElse() throws SQLException {
        for (Role role : PAGES.site.workspace.content().policy().roles().values()) {
            List<String> scopes = List.of(role.reach() == Reach.ALL ? "*" : "1/ICU");
            Visitor pages = new Visitor(PAGES, "kpi_" + role.name(), new Grant(role.name(), scopes));
            String login = "bi_kpi_" + role.name();
            String password = PAGES.warehouse.logins().put(login, role.name(), Set.of(Scope.parse(scopes.get(0))));
            try (Connection session = DriverManager.getConnection(PAGES.site.server.url(), login, password)) {
                List<String> shown = new ArrayList<>();
                for (Kpi kpi : PAGES.site.workspace.content().kpis().values()) {
                    boolean may = role.rights().contains(kpi.right());
                    if (may) {
                        shown.add(kpi.name());
                    }
                    for (String part : List.of("", "/rows", "/csv")) {
                        String path = "/api/v1/kpis/" + kpi.name() + part;
                        assertThat(pages.get(path).statusCode())
                                .as(role.name() + " " + path)
                                .isEqualTo(may ? 200 : 403);
                    }
                    for (String from : List.of("kpi." + kpi.name(), "kpi." + kpi.name() + "(now())")) {
                        String question = may ? "select * from " + from + " limit 0" : "select count(*) from " + from;
                        if (may) {
                            execute(session, question);
                        } else {
                            assertRefused(session, question);
                        }
                    }
                }
                List<String> listed = new ArrayList<>();
                for (JsonNode kpi : pages.json("/api/v1/kpis")) {
                    listed.add(kpi.path("name").asText());
                }
                assertThat(listed).as(role.name()).isEqualTo(shown);
                assertThat(listed.contains("findings_by_rule"))
                        .as(role.name())
                        .isEqualTo(!Set.of("unit_nurse", "clinician").contains(role.name()));
            }
            assertThat(PAGES.warehouse.logins().remove(login)).isTrue();
        }
    }
}
