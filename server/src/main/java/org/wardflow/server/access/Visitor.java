package org.wardflow.server.access;

import java.util.Set;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.core.authority.AuthorityUtils;
import org.wardflow.flow.content.AccessPolicy.Right;

/** A person who has come in, as Spring Security passes it on. */
public final class Visitor extends AbstractAuthenticationToken {
    private static final long serialVersionUID = 1L;

    private final transient Person person;

    /** @param rights of the person's role */
    public Visitor(Person person, Set<Right> rights) {
        super(AuthorityUtils.createAuthorityList(
                rights.stream().map(Right::name).toList()));
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
