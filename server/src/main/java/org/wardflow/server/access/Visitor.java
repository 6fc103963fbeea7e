package org.wardflow.server.access;

import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.core.authority.AuthorityUtils;

/** A person who has come in, as Spring Security passes it on. */
public final class Visitor extends AbstractAuthenticationToken {
    private static final long serialVersionUID = 1L;

    private final transient Person person;

    /** With the rights of the person's role. */
    public Visitor(Person person) {
        super(AuthorityUtils.createAuthorityList(
                Right.of(person.grant().role()).stream().map(Right::name).toList()));
        this.person = person;
        setAuthenticated(true);
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
