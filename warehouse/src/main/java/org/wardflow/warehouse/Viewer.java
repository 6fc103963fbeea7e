package org.wardflow.warehouse;

import java.util.Set;
import java.util.stream.Collectors;

/**
 * Who looks: a role of the policy within some scopes. A role that is not in the policy sees nothing.
 *
 * @param scopes of no effect for a role that sees every row
 */
public record Viewer(String role, Set<Scope> scopes) {
    public Viewer {
        scopes = Set.copyOf(scopes);
    }

    @Override
    public String toString() {
        return role + " " + scopes.stream().map(Scope::toString).sorted().collect(Collectors.joining(","));
    }
}
