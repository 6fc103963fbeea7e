package org.wardflow.server.access;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads what an identity provider's token grants: texts such as {@code wardflow:bed_manager}, {@code wardflow:bed_manager:3} and
 * {@code wardflow:unit_nurse:3:ICU}. The first known role counts, in all the places it is granted for.
 *
 * @param claim that holds them; a dot leads into it, as in {@code realm_access.roles}
 * @param roles that the policy knows
 */
public record OidcGrants(String claim, Set<String> roles) {
    private static final Pattern GRANT = Pattern.compile(
            "wardflow[:.]([a-z_]{1,40})(?:[:.](\\*|[A-Za-z0-9_-]{1,40})(?:[:.](\\*|[^/\\p{Cntrl}]{1,80}))?)?");

    /** Who the bearer of a token is; empty if it grants no known role. */
    public Optional<Person> person(Map<String, Object> claims, Person.Way way) {
        List<String> scopes = new ArrayList<>();
        String role = "";
        for (String text : texts(claims)) {
            Matcher grant = GRANT.matcher(text);
            if (grant.matches() && roles.contains(grant.group(1))) {
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

    private static String scope(Matcher grant) {
        String hospital = grant.group(2);
        String department = grant.group(3);
        if (hospital == null || hospital.equals("*")) {
            return Grant.ALL;
        }
        return department == null || department.equals("*") ? hospital : hospital + "/" + department;
    }

    /** Entra ID's object and tenant, which stay when a name changes, else the subject. Never an address, which may be given on. */
    private static Optional<String> subject(Map<String, Object> claims) {
        Object tenant = claims.get("tid");
        Object object = claims.get("oid");
        Object subject = tenant != null && object != null ? tenant + "/" + object : claims.get("sub");
        return Optional.ofNullable(subject).map(Object::toString);
    }

    private List<String> texts(Map<String, Object> claims) {
        Object value = claims;
        for (String part : claim.split("\\.", -1)) {
            value = value instanceof Map<?, ?> map ? map.get(part) : null;
        }
        return value instanceof List<?> list
                ? list.stream().map(String::valueOf).toList()
                : List.of();
    }
}
