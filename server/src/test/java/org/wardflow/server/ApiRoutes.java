package org.wardflow.server;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.springframework.core.io.Resource;
import org.springframework.http.HttpMethod;
import org.springframework.web.servlet.function.HandlerFunction;
import org.springframework.web.servlet.function.RequestPredicate;
import org.springframework.web.servlet.function.RequestPredicates;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerRequest;

/** Collects the routes of the API from the router itself, as method and path. */
final class ApiRoutes implements RouterFunctions.Visitor {
    private final Set<String> found = new TreeSet<>();

    Set<String> found() {
        return found;
    }

    @Override
    public void route(RequestPredicate predicate, HandlerFunction<?> handler) {
        Parts parts = new Parts();
        predicate.accept(parts);
        if (parts.path.startsWith("/api/") && !parts.method.isEmpty()) {
            found.add(parts.method + " " + parts.path);
        }
    }

    @Override
    public void startNested(RequestPredicate predicate) {}

    @Override
    public void endNested(RequestPredicate predicate) {}

    @Override
    public void resources(Function<ServerRequest, java.util.Optional<Resource>> lookup) {}

    @Override
    public void attributes(Map<String, Object> attributes) {}

    @Override
    public void unknown(RouterFunction<?> router) {
        throw new IllegalStateException("a router that cannot be read: " + router);
    }

    @SuppressWarnings({"deprecation", "removal"})
    private static final class Parts implements RequestPredicates.Visitor {
        private String method = "";
        private String path = "";

        @Override
        public void method(Set<HttpMethod> methods) {
            method = String.join(",", methods.stream().map(HttpMethod::name).toList());
        }

        @Override
        public void path(String pattern) {
            path = pattern;
        }

        @Override
        public void header(String name, String value) {}

        @Override
        public void param(String name, String value) {}

        @Override
        @Deprecated
        public void pathExtension(String extension) {}

        @Override
        public void version(String version) {}

        @Override
        public void startAnd() {}

        @Override
        public void and() {}

        @Override
        public void endAnd() {}

        @Override
        public void startOr() {}

        @Override
        public void or() {}

        @Override
        public void endOr() {}

        @Override
        public void startNegate() {}

        @Override
        public void endNegate() {}

        @Override
        public void unknown(RequestPredicate predicate) {}
    }
}
