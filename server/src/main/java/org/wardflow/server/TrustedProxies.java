package org.wardflow.server;

import java.util.List;
import java.util.stream.Stream;
import org.springframework.security.web.util.matcher.IpAddressMatcher;

/**
 * Proxies that are believed when they say for whom they ask.
 *
 * @param addresses or networks such as {@code 10.0.0.0/8}; IllegalArgumentException for anything else
 */
public record TrustedProxies(List<String> addresses) {
    /** Nobody is believed: each request is of whoever opened the connection. */
    public static final TrustedProxies NONE = new TrustedProxies(List.of());

    public TrustedProxies {
        addresses = List.copyOf(addresses);
        try {
            addresses.forEach(IpAddressMatcher::new);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("expected IP addresses or networks, with commas between", e);
        }
    }

    /** Reads them with commas between. */
    public static TrustedProxies parse(String text) {
        return new TrustedProxies(Stream.of(text.split(",", -1))
                .map(String::strip)
                .filter(address -> !address.isEmpty())
                .toList());
    }

    /** Whether one of them has this address. */
    public boolean has(String address) {
        try {
            return addresses.stream().anyMatch(proxy -> new IpAddressMatcher(proxy).matches(address));
        } catch (IllegalArgumentException e) {
            // It looks like an address and is none.
            return false;
        }
    }
}
