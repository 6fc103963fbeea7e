package org.wardflow.server.access;

import java.util.Map;
import java.util.Set;

/** What an address of the API is for. Which rows it then shows is decided by PostgreSQL, not here. */
public enum Right {
    /** Numbers by hospital and department. */
    BOARD,
    /** Single visits, masked as the role's policy says. */
    VISITS,
    /** Findings and what is in quarantine, as counts. */
    QUALITY,
    /** Cycles, models and lag. */
    PIPELINE,
    /** Own questions in SQL. */
    SQL,
    /** Decisions about what is in quarantine. */
    STEWARD,
    /** Who saw what. */
    AUDIT;

    private static final Map<String, Set<Right>> OF_ROLE = Map.of(
            "bed_manager", Set.of(BOARD, VISITS, QUALITY),
            "unit_nurse", Set.of(BOARD, VISITS),
            "clinician", Set.of(BOARD, VISITS),
            "analyst", Set.of(BOARD, VISITS, QUALITY, SQL),
            "data_engineer", Set.of(BOARD, QUALITY, PIPELINE, SQL, STEWARD),
            "auditor", Set.of(BOARD, QUALITY, PIPELINE, AUDIT),
            "administrator", Set.of(BOARD, QUALITY, PIPELINE, AUDIT));

    /** What a role may do; nothing if it is not known. */
    public static Set<Right> of(String role) {
        return OF_ROLE.getOrDefault(role, Set.of());
    }

    /** The roles there are. */
    public static Set<String> roles() {
        return OF_ROLE.keySet();
    }
}
