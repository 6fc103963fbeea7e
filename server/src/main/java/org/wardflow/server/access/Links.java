package org.wardflow.server.access;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.wardflow.core.Sha256;

/** The links of a demonstration: each lets its bearer in once, with a role. In memory, so they end with the process. Safe for all threads. */
public final class Links {
    private static final int TOKEN_BYTES = 24;

    private final Map<String, Grant> grants = new HashMap<>();

    /** A token that lets its bearer in once. */
    public synchronized String issue(Grant grant) {
        byte[] random = new byte[TOKEN_BYTES];
        new SecureRandom().nextBytes(random);
        String token = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
        grants.put(Sha256.of(token), grant);
        return token;
    }

    /** Uses a token up; empty if it is none, or was used. */
    public synchronized Optional<Person> redeem(String token) {
        return Optional.ofNullable(grants.remove(Sha256.of(token))).map(Links::person);
    }

    /** Whether a token would let somebody in. */
    public synchronized boolean isUnused(String token) {
        return grants.containsKey(Sha256.of(token));
    }

    /** A person of the demonstration. */
    public static Person person(Grant grant) {
        return new Person("demo-" + grant.role(), grant, Person.Way.DEMO, "demo");
    }
}
