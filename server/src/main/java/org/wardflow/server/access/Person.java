package org.wardflow.server.access;

import java.security.Principal;

/**
 * Somebody who has come in.
 *
 * @param name the account's name, or the subject at the identity provider; never an e-mail address
 * @param way how
 * @param stamp changes when the account does; a session with an old one ends
 */
public record Person(String name, Grant grant, Way way, String stamp) implements Principal {
    /** How somebody came in. */
    public enum Way {
        /** With a password, or the link that sets it. */
        ACCOUNT,
        /** With the link of a demonstration. */
        DEMO,
        /** By an identity provider, in a browser. */
        OIDC,
        /** With an access token of the identity provider. */
        TOKEN
    }

    @Override
    public String getName() {
        return name;
    }
}
