package org.wardflow.server.internal;

import java.util.Map;
import java.util.function.BooleanSupplier;
import org.springframework.http.MediaType;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerResponse;

/** Whether the process lives, and whether it has data to show; for whoever can reach it, and no more than that. */
public final class Health {
    private final BooleanSupplier ready;

    /** @param ready whether it has data to show; quick */
    public Health(BooleanSupplier ready) {
        this.ready = ready;
    }

    /** The routes. */
    public RouterFunction<ServerResponse> routes() {
        return RouterFunctions.route()
                .GET("/health/live", request -> status(true))
                .GET("/health/ready", request -> status(ready.getAsBoolean()))
                .build();
    }

    private static ServerResponse status(boolean good) {
        return ServerResponse.status(good ? 200 : 503)
                .contentType(MediaType.APPLICATION_JSON)
                .header("Cache-Control", "no-store")
                .body(Map.of("status", good ? "up" : "down"));
    }
}
