package org.wardflow.server.access;

import java.time.Instant;
import java.util.Set;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.core.authority.AuthorityUtils;
import org.wardflow.flow.content.AccessPolicy.Right;

/** A person who has come in, as Spring Security passes it on. */
public final class Visitor extends AbstractAuthenticationToken {
    private static final long serialVersionUID = 1L;

    private final transient Person person;
    private final Instant until;

    /**
     * @param rights of the person's role
     * @param until when they must come in again
     */
    public Visitor(Person person, Set<Right> rights, Instant until) {
        super(AuthorityUtils.createAuthorityList(
                rights.stream().map(Right::name).toList()));
        this.person = person;
        this.until = until;
        setAuthenticated(true);
    }

    /** When they must come in again. */
    public Instant until() {
        return until;
    }

    @Override
    public Object getCredentials() {
        return "";
    }

    @Override
    public Person getPrincipal() {
        return person;
    }
}
