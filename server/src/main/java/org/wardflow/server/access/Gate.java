package org.wardflow.server.access;

import java.util.Optional;
import org.wardflow.flow.content.AccessPolicy.Right;

/**
 * Who may call an address.
 *
 * @param method of HTTP
 * @param path with {@code {name}} for a variable part
 * @param right needed; empty if it is enough to have come in
 */
public record Gate(String method, String path, Optional<Right> right) {}
