package org.wardflow.server.access;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.wardflow.flow.content.AccessPolicy;

/**
 * Reads what an identity provider's token grants: texts such as {@code wardflow:bed_manager}, {@code wardflow:bed_manager:3} and
 * {@code wardflow:unit_nurse:3:ICU}. The first known role counts, in all the places it is granted for. A slash before one, as Keycloak writes
 * the path of a group, is passed over, and {@code %20} is a space, which Entra ID's roles cannot have. A department without its hospital, as in
 * {@code wardflow:clinician:*:ICU}, grants nothing, nor does a role without a place that is held to wards, as {@code wardflow:unit_nurse}.
 *
 * @param claim that holds them, as a list or one alone; a dot leads into it, as in {@code realm_access.roles}, unless it is part of a name
 * @param policy says which roles there are, and which of them are held to wards
 */
public record OidcGrants(String claim, AccessPolicy policy) {
    private static final Logger LOG = Logger.getLogger(OidcGrants.class.getName());
    private static final Pattern GRANT = Pattern.compile(
            "wardflow[:.]([a-z_]{1,40})(?:[:.](\\*|[A-Za-z0-9_-]{1,40})(?:[:.](\\*|[^\\p{Cntrl}]{1,80}))?)?");

    /** Who the bearer of a token is; empty if it grants no known role in any place. */
    public Optional<Person> person(Map<String, Object> claims, Person.Way way) {
        List<String> scopes = new ArrayList<>();
        String role = "";
        for (Matcher grant : grants(claims)) {
            Optional<String> fault = fault(grant);
            // A token comes with each request, a sign-in once.
            fault.ifPresent(what -> LOG.log(
                    way == Person.Way.TOKEN ? Level.FINE : Level.WARNING,
                    "{0} grants nothing: {1}",
                    new Object[] {grant.group(), what}));
            if (fault.isEmpty()) {
                role = role.isEmpty() ? grant.group(1) : role;
                if (grant.group(1).equals(role)) {
                    scopes.add(scope(grant));
                }
            }
        }
        String found = role;
        return subject(claims)
                .filter(subject -> !scopes.isEmpty())
                .map(subject -> new Person(subject, new Grant(found, scopes), way, ""));
    }

    /** Whether a token names a role without the place that it needs, which then is why its bearer is nobody. */
    public boolean lacksPlace(Map<String, Object> claims) {
        return grants(claims).stream().anyMatch(grant -> fault(grant).isPresent());
    }

    /** What names a role of ours. */
    private List<Matcher> grants(Map<String, Object> claims) {
        return texts(claims).stream()
                .map(text -> GRANT.matcher(text.startsWith("/") ? text.substring(1) : text))
                .filter(grant -> grant.matches() && policy.roles().containsKey(grant.group(1)))
                .toList();
    }

    /** What a grant lacks to be of any place. */
    private Optional<String> fault(Matcher grant) {
        AccessPolicy.Role role = policy.roles().get(grant.group(1));
        if (role != null && role.reach() == AccessPolicy.Reach.HELD && isAll(grant.group(2))) {
            return Optional.of("this role is held to wards, so name a hospital, or a department with its hospital");
        }
        // A scope cannot say a department of every hospital, and what was meant by it is less than everything.
        return isAll(grant.group(2)) && !isAll(grant.group(3))
                ? Optional.of("name the hospital of the department, or * for both")
                : Optional.empty();
    }

    private static boolean isAll(@Nullable String part) {
        return part == null || part.equals(Grant.ALL);
    }

    private static String scope(Matcher grant) {
        String hospital = grant.group(2);
        String department = grant.group(3);
        if (isAll(hospital)) {
            return Grant.ALL;
        }
        return isAll(department) ? hospital : hospital + "/" + department.replace("%20", " ");
    }

    /** Entra ID's object and tenant, which stay when a name changes, else the subject. Never an address, which may be given on. */
    private static Optional<String> subject(Map<String, Object> claims) {
        Object tenant = claims.get("tid");
        Object object = claims.get("oid");
        Object subject = tenant != null && object != null ? tenant + "/" + object : claims.get("sub");
        return Optional.ofNullable(subject).map(Object::toString);
    }

    private List<String> texts(Map<String, Object> claims) {
        Object value = inside(claims, claim);
        if (value instanceof String text) {
            return List.of(text);
        }
        return value instanceof List<?> list
                ? list.stream().map(String::valueOf).toList()
                : List.of();
    }

    /** The longest name that is there leads on: names of clients and of claims may have dots themselves. */
    private static @Nullable Object inside(Map<?, ?> claims, String path) {
        for (int end = path.length(); end > 0; end = path.lastIndexOf('.', end - 1)) {
            Object value = claims.get(path.substring(0, end));
            if (value != null && end == path.length()) {
                return value;
            } else if (value instanceof Map<?, ?> map) {
                return inside(map, path.substring(end + 1));
            }
        }
        return null;
    }
}
