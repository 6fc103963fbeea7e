package org.wardflow.server;

import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.Set;
import org.wardflow.server.access.OidcSettings;

/**
 * How the web edge is to run.
 *
 * @param address to listen on
 * @param port 0 is any that is free
 * @param publicUrl as browsers reach it, if that is not the address above, such as {@code https://beds.example.org}
 * @param proxies that are believed about the address of whom they ask for
 * @param folder where accounts and the audit live
 * @param demo prints links by role and lets the role be switched
 * @param clock of this machine
 */
public record WebSettings(
        InetAddress address,
        int port,
        Optional<String> publicUrl,
        TrustedProxies proxies,
        Path folder,
        boolean demo,
        Optional<OidcSettings> oidc,
        Clock clock) {
    private static final Set<String> HERE = Set.of("localhost", "127.0.0.1", "[::1]");

    /** Where no proxy is believed. */
    public WebSettings(
            InetAddress address,
            int port,
            Optional<String> publicUrl,
            Path folder,
            boolean demo,
            Optional<OidcSettings> oidc,
            Clock clock) {
        this(address, port, publicUrl, TrustedProxies.NONE, folder, demo, oidc, clock);
    }

    /** Whether browsers reach it by https, so that cookies may say so. */
    public boolean secure() {
        return publicUrl.filter(url -> url.startsWith("https:")).isPresent();
    }

    /** Whether a browser may call it by this name; others are refused, so that no page elsewhere can reach it under its own name. */
    public boolean isOwnName(String host) {
        return HERE.contains(host)
                || publicUrl
                        .map(url -> host.equals(java.net.URI.create(url).getHost()))
                        .orElse(false);
    }
}
