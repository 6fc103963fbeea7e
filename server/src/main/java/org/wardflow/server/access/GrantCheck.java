package org.wardflow.server.access;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.wardflow.core.ErrorCode;
import org.wardflow.core.WardflowException;
import org.wardflow.flow.content.AccessPolicy;
import org.wardflow.flow.content.AccessPolicy.Reach;
import org.wardflow.flow.content.CodeTable;
import org.wardflow.flow.content.Content;

/** Makes a grant of what an administrator said: nobody sees more because something was left out or misspelt. */
public final class GrantCheck {
    private final AccessPolicy policy;
    private final Map<String, String> hospitals;
    private final Map<String, String> departments;

    /** By the policy, the hospitals and the departments of a content. */
    public GrantCheck(Content content) {
        policy = content.policy();
        hospitals = names(content, "hospital", "hospital_id", "name");
        departments = names(content, "department", "department", "department");
    }

    private static Map<String, String> names(Content content, String codes, String id, String name) {
        CodeTable table = content.codes().get(codes);
        return table == null ? Map.of() : table.texts(id, name);
    }

    /**
     * The grant that is meant. Without scopes it is the one before that counts on; a role that sees a scope must have had one, so
     * it does not get all hospitals because a role before saw them anyway. USAGE for a role, hospital or department that is not
     * known, and for a scope that the role needs, or cannot have.
     *
     * @param scopes as they were said; empty if none was
     * @param before what the account was granted so far
     */
    public Grant grant(String role, List<String> scopes, Optional<Grant> before) {
        Reach reach = reach(role)
                .orElseThrow(() -> refusal(
                        "There is no role " + role,
                        "policy.yaml has " + String.join(", ", policy.roles().keySet()),
                        "name one of these, or add it to policy.yaml in the home's content folder"));
        requireKnown(scopes);
        List<String> meant = scopes.isEmpty() ? kept(reach, before) : scopes;
        if (meant.isEmpty()) {
            throw refusal(
                    "The role %s sees a part of the hospitals, and which was not said".formatted(role),
                    "no --scope",
                    "add --scope 3/ICU for a department or --scope 3 for a hospital"
                            + (reach == Reach.HELD ? "" : ", or --scope '*' for all of them"));
        }
        if (reach == Reach.HELD && meant.contains(Grant.ALL)) {
            throw refusal(
                    "The role %s is held to wards, and cannot have all hospitals at once".formatted(role),
                    "--scope '*'",
                    "name hospitals or departments: --scope 3/ICU or --scope 3, each by itself");
        }
        return new Grant(role, meant);
    }

    private List<String> kept(Reach reach, Optional<Grant> before) {
        if (reach == Reach.ALL) {
            return before.map(Grant::scopes).orElse(List.of(Grant.ALL));
        }
        return before.filter(had ->
                        !had.scopes().contains(Grant.ALL) || reach(had.role()).equals(Optional.of(reach)))
                .map(Grant::scopes)
                .orElse(List.of());
    }

    /** What a grant lets somebody see, in words. */
    public String words(Grant grant) {
        if (grant.scopes().contains(Grant.ALL)) {
            return grant.role() + ", sees all hospitals";
        }
        return reach(grant.role()).filter(reach -> reach == Reach.ALL).isPresent()
                ? "%1$s, sees all hospitals, as every %1$s does; scope kept: %2$s"
                        .formatted(grant.role(), String.join(", ", grant.scopes()))
                : grant.role() + ", sees "
                        + grant.scopes().stream().map(this::place).collect(Collectors.joining("; "));
    }

    private String place(String scope) {
        String id = hospitalOf(scope);
        String hospital = "hospital %s (%s)".formatted(id, hospitals.getOrDefault(id, "not known"));
        return scope.equals(id) ? hospital : scope.substring(id.length() + 1) + " of " + hospital;
    }

    /** USAGE for a scope whose hospital or department is not known. */
    public void requireKnown(List<String> scopes) {
        scopes.forEach(this::requireKnown);
    }

    private void requireKnown(String scope) {
        if (scope.equals(Grant.ALL)) {
            return;
        }
        String hospital = hospitalOf(scope);
        requireIn(hospitals, "hospital", hospital, scope);
        if (!scope.equals(hospital)) {
            requireIn(departments, "department", scope.substring(hospital.length() + 1), scope);
        }
    }

    private static void requireIn(Map<String, String> known, String codes, String id, String scope) {
        if (!known.containsKey(id)) {
            throw refusal(
                    "There is no %s %s".formatted(codes, id),
                    "the scope %s; known are %s".formatted(scope, String.join(", ", known.keySet())),
                    "name one of these, or add it to codes/%s.csv in the home's content folder".formatted(codes));
        }
    }

    private static String hospitalOf(String scope) {
        int slash = scope.indexOf('/');
        return slash < 0 ? scope : scope.substring(0, slash);
    }

    private Optional<Reach> reach(String role) {
        return Optional.ofNullable(policy.roles().get(role)).map(AccessPolicy.Role::reach);
    }

    private static WardflowException refusal(String what, String found, String fix) {
        return new WardflowException(ErrorCode.USAGE, what, found, fix);
    }
}
