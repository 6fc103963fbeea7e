package org.wardflow.server.site;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.servlet.function.RequestPredicates;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerResponse;
import org.wardflow.core.Sha256;

/**
 * The files of the pages. Those named in {@link #FILES} are served, no others, below an address that holds a hash of them all: so a
 * browser may keep them for ever, and never mixes two releases.
 */
public final class Site {
    /** Below {@code web} on the class path. */
    public static final List<String> FILES = List.of(
            "api.js",
            "app.css",
            "app.js",
            "audit.js",
            "board.js",
            "charts.js",
            "department.js",
            "desk.js",
            "explore.js",
            "figures.js",
            "flow.js",
            "icon.svg",
            "live.js",
            "pipeline.js",
            "quality.js",
            "report.js",
            "start.js",
            "store.js",
            "ui.js",
            "vendor/preact.module.js",
            "words.js");

    /** Addresses that show the one page; its script does the rest. */
    public static final List<String> PAGES = List.of(
            "/",
            "/wall",
            "/department/*/*",
            "/flow",
            "/quality",
            "/pipeline",
            "/explore",
            "/figures",
            "/audit",
            "/start");

    private static final int HASH_LENGTH = 16;
    private static final Map<String, String> TYPES =
            Map.of("css", "text/css", "js", "text/javascript", "svg", "image/svg+xml");

    private final Map<String, byte[]> files = new LinkedHashMap<>();
    private final String version;
    private final byte[] page;

    /**
     * Reads all files.
     *
     * @param hasProvider whether people can sign in by an identity provider
     * @param isDemo whether there are links to come in by
     */
    public Site(boolean hasProvider, boolean isDemo) {
        MessageDigest all = Sha256.digest();
        for (String name : FILES) {
            byte[] content = read(name);
            all.update(content);
            files.put(name, content);
        }
        version = Sha256.finish(all).substring(0, HASH_LENGTH);
        page = new String(read("index.html"), StandardCharsets.UTF_8)
                .replace("${version}", version)
                .replace("${provider}", String.valueOf(hasProvider))
                .replace("${demo}", String.valueOf(isDemo))
                .getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] read(String name) {
        try (InputStream in = Site.class.getResourceAsStream("/web/" + name)) {
            if (in == null) {
                throw new IllegalStateException("the file web/" + name + " is missing");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The routes of pages and files. */
    public RouterFunction<ServerResponse> routes() {
        RouterFunctions.Builder routes = RouterFunctions.route();
        for (String address : PAGES) {
            routes.GET(address, request -> page(HttpStatus.OK));
        }
        files.forEach((name, content) -> routes.GET(
                "/web/" + version + "/" + name,
                request -> ServerResponse.ok()
                        .contentType(MediaType.parseMediaType(type(name) + ";charset=utf-8"))
                        .header("Cache-Control", "public, max-age=31536000, immutable")
                        .body(content)));
        return routes.build();
    }

    /**
     * The route of any other address that a person opens, who wants words and a link back rather than a problem in JSON; to go behind all
     * others that are no problem.
     */
    public RouterFunction<ServerResponse> elsewhere() {
        return RouterFunctions.route(
                RequestPredicates.method(HttpMethod.GET)
                        .and(request -> !request.path().startsWith("/api/")
                                && request.headers().accept().stream()
                                        .anyMatch(MediaType.TEXT_HTML::equalsTypeAndSubtype)),
                request -> page(HttpStatus.NOT_FOUND));
    }

    private ServerResponse page(HttpStatus status) {
        return ServerResponse.status(status)
                .contentType(MediaType.valueOf("text/html;charset=utf-8"))
                .header("Cache-Control", "no-cache")
                .body(page);
    }

    private static String type(String name) {
        @Nullable String type = TYPES.get(name.substring(name.lastIndexOf('.') + 1));
        if (type == null) {
            throw new IllegalStateException("no media type for " + name);
        }
        return type;
    }
}
