package org.wardflow.server;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.wardflow.server.access.Grant;

/** The roles that a demonstration can be looked at as, each with a scope that shows what the role is like. */
public final class DemoRoles {
    private DemoRoles() {}

    /** By the role's name, the most useful first. */
    public static Map<String, Grant> all() {
        Map<String, Grant> roles = new LinkedHashMap<>();
        for (Grant grant : List.of(
                new Grant("bed_manager", List.of(Grant.ALL)),
                new Grant("unit_nurse", List.of("1/ICU")),
                new Grant("clinician", List.of("1/ICU", "1/Cardiology")),
                new Grant("analyst", List.of("1", "2")),
                new Grant("data_engineer", List.of(Grant.ALL)),
                new Grant("auditor", List.of(Grant.ALL)),
                new Grant("administrator", List.of(Grant.ALL)))) {
            roles.put(grant.role(), grant);
        }
        return roles;
    }
}
