package org.wardflow.server.access;

import org.jspecify.annotations.Nullable;

/**
 * What one may come in with: a name and a password; a link; a link and the password to set; or, in a demonstration, a role to switch
 * to.
 */
public record SignIn(
        @Nullable String name,
        @Nullable String password,
        @Nullable String link,
        @Nullable String role) {
    @Override
    public String toString() {
        return "SignIn[***]";
    }
}
