package org.wardflow.server.access;

import java.util.List;

/**
 * What somebody may see: a role of the policy, in some places.
 *
 * @param role as the policy names it
 * @param scopes {@code *}, a hospital id, or a hospital id, a slash and a department
 */
public record Grant(String role, List<String> scopes) {
    /** Everywhere. */
    public static final String ALL = "*";

    public Grant {
        scopes = List.copyOf(scopes);
    }

    /** Whether a hospital is in the scope, all of it. */
    public boolean covers(String hospital) {
        return scopes.contains(ALL) || scopes.contains(hospital);
    }

    /** Whether a department is in the scope. */
    public boolean covers(String hospital, String department) {
        return covers(hospital) || scopes.contains(hospital + "/" + department);
    }

    /** Whether a hospital, or a department of it, is in the scope. */
    public boolean touches(String hospital) {
        return covers(hospital) || scopes.stream().anyMatch(scope -> scope.startsWith(hospital + "/"));
    }
}
