package org.wardflow.server.api;

import java.util.Map;

/** Why a role looks at data. */
final class Purpose {
    private static final Map<String, String> OF_ROLE = Map.of(
            "bed_manager", "bed management",
            "unit_nurse", "care",
            "clinician", "care",
            "analyst", "analysis",
            "data_engineer", "operation",
            "auditor", "audit",
            "administrator", "operation");

    private Purpose() {}

    static String of(String role) {
        return OF_ROLE.getOrDefault(role, "-");
    }
}
