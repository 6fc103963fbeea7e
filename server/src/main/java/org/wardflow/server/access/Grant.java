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
}
