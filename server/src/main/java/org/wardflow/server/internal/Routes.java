package org.wardflow.server.internal;

import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.ServerResponse;

/** All routes there are. */
public record Routes(RouterFunction<ServerResponse> all) {}
