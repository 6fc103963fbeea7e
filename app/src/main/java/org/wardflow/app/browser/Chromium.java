package org.wardflow.app.browser;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.wardflow.core.WallClock;

/**
 * A headless Chromium, driven by the DevTools protocol over a WebSocket: one page. It shows pages of this machine to benchmarks
 * and tests; nothing that runs for a hospital starts it.
 */
public final class Chromium implements AutoCloseable {
    private static final List<String> PROGRAMS =
            List.of("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome");
    private static final Duration LIMIT = Duration.ofSeconds(90);
    /** What it answers while one page gives way to another. */
    private static final List<String> LEFT =
            List.of("navigated or closed", "Execution context was destroyed", "Cannot find default execution context");

    private static final Map<String, Integer> KEYS = Map.of("ArrowLeft", 37, "ArrowRight", 39, "Tab", 9);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Process process;
    private final WebSocket socket;
    private final Listener listener = new Listener();
    private final AtomicInteger calls = new AtomicInteger();
    private final String session;

    /** Where it is installed; empty if it is not. */
    public static Optional<String> program() {
        return Stream.concat(Optional.ofNullable(System.getenv("CHROMIUM")).stream(), PROGRAMS.stream())
                .filter(path -> Files.isExecutable(Path.of(path)))
                .findFirst();
    }

    /** Starts it with a profile in a folder. */
    public Chromium(Path profile, int width, int height) {
        try {
            process = new ProcessBuilder(
                            program().orElseThrow(),
                            "--headless=new",
                            "--no-sandbox",
                            "--disable-gpu",
                            "--disable-dev-shm-usage",
                            "--no-first-run",
                            // Nothing that a browser does of its own accord: calls home, updates, looks for cast
                            // devices.
                            "--disable-background-networking",
                            "--disable-component-update",
                            "--disable-component-extensions-with-background-pages",
                            "--disable-default-apps",
                            "--disable-extensions",
                            "--disable-sync",
                            "--disable-breakpad",
                            "--metrics-recording-only",
                            "--no-default-browser-check",
                            "--disable-features=Translate,OptimizationHints,MediaRouter,InterestFeedContentSuggestions,DialMediaRouteProvider",
                            "--mute-audio",
                            "--hide-scrollbars",
                            "--remote-debugging-port=0",
                            "--user-data-dir=" + profile,
                            "--window-size=" + width + "," + height,
                            "about:blank")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            List<String> port = await(() -> {
                Path file = profile.resolve("DevToolsActivePort");
                return Files.exists(file) && Files.size(file) > 0
                        ? Optional.of(Files.readAllLines(file))
                        : Optional.empty();
            });
            socket = HttpClient.newHttpClient()
                    .newWebSocketBuilder()
                    .buildAsync(URI.create("ws://127.0.0.1:" + port.get(0) + port.get(1)), listener)
                    .join();
            String target = send("Target.createTarget", Map.of("url", "about:blank"), "")
                    .path("targetId")
                    .asText();
            session = send("Target.attachToTarget", Map.of("targetId", target, "flatten", true), "")
                    .path("sessionId")
                    .asText();
            call("Page.enable", Map.of());
            call("Runtime.enable", Map.of());
            call("Log.enable", Map.of());
            size(width, height);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs a script at the begin of every page that is opened from now on, before the page's own, whatever its policy is. */
    public void atFirst(String script) {
        call("Page.addScriptToEvaluateOnNewDocument", Map.of("source", script));
    }

    /** Goes to an address. */
    public void open(URI address) {
        call("Page.navigate", Map.of("url", address.toString()));
    }

    /** How large the page is shown. */
    public void size(int width, int height) {
        call(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
    }

    /** Light or dark, as the system would ask for. */
    public void prefer(String scheme) {
        call(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
    }

    /** The zone of the device's clock; empty for this machine's. */
    public void zone(String id) {
        call("Emulation.setTimezoneOverride", Map.of("timezoneId", id));
    }

    /** What a script gives, as JSON; fails if it throws. */
    public JsonNode evaluate(String script) {
        JsonNode answer =
                call("Runtime.evaluate", Map.of("expression", script, "returnByValue", true, "awaitPromise", true));
        if (answer.has("exceptionDetails")) {
            throw new IllegalStateException(answer.path("exceptionDetails").toString());
        }
        return answer.path("result").path("value");
    }

    /** Presses a key on what has the focus: a sign, or one with a name as ArrowLeft. */
    public void press(String key) {
        int code = KEYS.getOrDefault(key, 0);
        Map<String, Object> down = new HashMap<>(Map.of("type", "keyDown", "key", key, "windowsVirtualKeyCode", code));
        if (key.length() == 1) {
            down.put("text", key);
        }
        call("Input.dispatchKeyEvent", down);
        call("Input.dispatchKeyEvent", Map.of("type", "keyUp", "key", key, "windowsVirtualKeyCode", code));
    }

    /** Waits until a script gives true. */
    public void until(String script) {
        try {
            boolean unused = await(() -> isTrue(script) ? Optional.of(true) : Optional.empty());
        } catch (IllegalStateException e) {
            throw new IllegalStateException(
                    script + " never came; the page says: " + evaluate("document.body.innerText") + " " + problems(),
                    e);
        }
    }

    /** Of a page that gives way to another just then nothing is true. */
    private boolean isTrue(String script) {
        try {
            return evaluate("Boolean(" + script + ")").asBoolean();
        } catch (CompletionException e) {
            if (e.getCause() != null
                    && LEFT.stream().anyMatch(String.valueOf(e.getCause().getMessage())::contains)) {
                return false;
            }
            throw e;
        }
    }

    /** What the page, or the browser about it, complained of. */
    public List<String> problems() {
        return List.copyOf(listener.problems);
    }

    /** A picture of what is to be seen. */
    public void picture(Path file) {
        try {
            byte[] png = Base64.getDecoder()
                    .decode(call("Page.captureScreenshot", Map.of("format", "png"))
                            .path("data")
                            .asText());
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.write(file, png);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private JsonNode call(String method, Map<String, ?> parameters) {
        return send(method, parameters, session);
    }

    private JsonNode send(String method, Map<String, ?> parameters, String inSession) {
        int id = calls.incrementAndGet();
        ObjectNode message = JSON.createObjectNode().put("id", id).put("method", method);
        message.set("params", JSON.valueToTree(parameters));
        if (!inSession.isEmpty()) {
            message.put("sessionId", inSession);
        }
        CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        listener.answers.put(id, answer);
        var unused = socket.sendText(message.toString(), true).join();
        return answer.orTimeout(LIMIT.toSeconds(), TimeUnit.SECONDS).join();
    }

    private interface Look<T> {
        Optional<T> look() throws IOException;
    }

    private static <T> T await(Look<T> look) {
        long end = WallClock.nanos() + LIMIT.toNanos();
        while (WallClock.nanos() - end < 0) {
            try {
                Optional<T> found = look.look();
                if (found.isPresent()) {
                    return found.get();
                }
                Thread.sleep(50);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                break;
            }
        }
        throw new IllegalStateException("waited in vain");
    }

    @Override
    public void close() {
        socket.abort();
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        try {
            boolean unused = process.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static final class Listener implements WebSocket.Listener {
        final Map<Integer, CompletableFuture<JsonNode>> answers = new ConcurrentHashMap<>();
        final List<String> problems = Collections.synchronizedList(new ArrayList<>());
        private final StringBuilder text = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence part, boolean last) {
            text.append(part);
            if (last) {
                take(text.toString());
                text.setLength(0);
            }
            socket.request(1);
            return CompletableFuture.completedFuture(null);
        }

        private void take(String message) {
            try {
                JsonNode node = JSON.readTree(message);
                CompletableFuture<JsonNode> answer =
                        answers.remove(node.path("id").asInt(-1));
                if (answer != null && node.has("error")) {
                    answer.completeExceptionally(
                            new IllegalStateException(node.path("error").toString()));
                } else if (answer != null) {
                    answer.complete(node.path("result"));
                } else if (node.path("method").asText().equals("Runtime.exceptionThrown")) {
                    problems.add(node.path("params").path("exceptionDetails").toString());
                } else if (node.path("method").asText().equals("Log.entryAdded")
                        && node.path("params")
                                .path("entry")
                                .path("level")
                                .asText()
                                .equals("error")) {
                    problems.add(node.path("params").path("entry").path("text").asText() + " "
                            + node.path("params").path("entry").path("url").asText());
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
