package org.wardflow.server.access.internal;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.wardflow.server.access.Person;
import org.wardflow.server.access.SignIn;

/** Somebody who wants to come in. */
final class Candidate extends AbstractAuthenticationToken {
    private static final long serialVersionUID = 1L;

    private final transient SignIn signIn;
    private final transient @Nullable Person current;
    private final String address;

    /** @param current who the session belongs to so far */
    Candidate(SignIn signIn, @Nullable Person current, String address) {
        super(List.of());
        this.signIn = signIn;
        this.current = current;
        this.address = address;
    }

    SignIn signIn() {
        return signIn;
    }

    @Nullable Person current() {
        return current;
    }

    String address() {
        return address;
    }

    @Override
    public Object getCredentials() {
        return "";
    }

    @Override
    public Object getPrincipal() {
        String name = signIn.name();
        return name == null ? "-" : name;
    }
}
