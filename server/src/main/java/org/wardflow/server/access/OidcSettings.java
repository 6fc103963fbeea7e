package org.wardflow.server.access;

import java.util.Optional;

/**
 * An identity provider.
 *
 * @param issuer its address, which its tokens must name exactly
 * @param clientId as registered there
 * @param clientSecret empty for a public client
 * @param audience of access tokens for the API; without one, none is accepted
 * @param rolesClaim the claim that holds grants such as {@code wardflow:bed_manager:3:*}
 */
public record OidcSettings(
        String issuer, String clientId, Optional<String> clientSecret, Optional<String> audience, String rolesClaim) {
    @Override
    public String toString() {
        return "OidcSettings[" + issuer + ", " + clientId + "]";
    }
}
