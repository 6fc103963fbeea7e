package org.wardflow.server.access;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.wardflow.flow.content.AccessPolicy;
import org.wardflow.server.audit.AuditLog;
import org.wardflow.server.audit.Denials;
import org.wardflow.server.metrics.EdgeMetrics;

/**
 * What the rules of access are made from.
 *
 * @param gates all addresses below {@code /api}; any other there is refused
 * @param sessions how long they last, and the accounts
 * @param policy says what a role may ask for
 * @param demoRoles that a visitor of a demonstration may switch to; none if this is not one
 * @param publicUrl as browsers reach the server, if not as it listens
 * @param ownName whether a browser may call the server by this name
 * @param trustedProxy whether who has this address is believed about whom it asks for
 */
public record Doors(
        List<Gate> gates,
        Sessions sessions,
        AccessPolicy policy,
        Links links,
        Map<String, Grant> demoRoles,
        Optional<OidcSettings> oidc,
        Optional<String> publicUrl,
        Predicate<String> ownName,
        Predicate<String> trustedProxy,
        AuditLog audit,
        Denials denials,
        EdgeMetrics metrics) {
    /** Whether browsers come by https, so that cookies may say so. */
    public boolean secure() {
        return publicUrl.filter(url -> url.startsWith("https:")).isPresent();
    }
}
