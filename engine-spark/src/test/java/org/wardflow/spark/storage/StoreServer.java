package org.wardflow.spark.storage;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * As much of S3's protocol as Hadoop speaks, over HTTP on a free port, in memory. Objects are created one at a time, so a condition is checked
 * and met in one step, as in S3. Signatures are not checked.
 */
public final class StoreServer implements AutoCloseable {
    private static final DateTimeFormatter HTTP_TIME = DateTimeFormatter.RFC_1123_DATE_TIME.withZone(ZoneOffset.UTC);
    private static final Pattern KEY = Pattern.compile("<Key>([^<]*)</Key>");
    private static final String META = "x-amz-meta-";

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final NavigableMap<String, Stored> objects = new ConcurrentSkipListMap<>();
    private final Map<String, NavigableMap<Integer, byte[]>> uploads = new ConcurrentHashMap<>();
    private final AtomicInteger multiparts = new AtomicInteger();
    private final AtomicInteger answersToLose = new AtomicInteger();
    private volatile boolean deaf;
    private volatile boolean shut;

    public StoreServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    private static final class Stored {
        private final byte[] content;
        private final Instant at;
        private final Map<String, String> meta;

        Stored(byte[] content, Instant at, Map<String, String> meta) {
            this.content = content;
            this.at = at;
            this.meta = meta;
        }

        byte[] content() {
            return content;
        }

        Instant at() {
            return at;
        }

        Map<String, String> meta() {
            return meta;
        }

        String tag() {
            return "\"" + Integer.toHexString(Arrays.hashCode(content)) + "-" + content.length + "\"";
        }
    }

    /** Where it listens. */
    public String endpoint() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** From now on conditions are not looked at, as by a store that does not know them. */
    void ignoreConditions() {
        deaf = true;
    }

    /** The next conditional requests are carried out, and answered with an error that makes the client ask again. */
    void loseAnswers(int count) {
        answersToLose.set(count);
    }

    /** From now on every request is refused, with an answer that quotes its credentials. */
    void refuseAll() {
        shut = true;
    }

    int multiparts() {
        return multiparts.get();
    }

    /** The names of its objects. */
    public List<String> names() {
        return List.copyOf(objects.keySet());
    }

    /** What an object holds. */
    public Optional<byte[]> content(String name) {
        return Optional.ofNullable(objects.get(name)).map(Stored::content);
    }

    void damage(String name, byte[] content) {
        objects.computeIfPresent(name, (same, old) -> new Stored(content, old.at(), old.meta()));
    }

    private void answer(HttpExchange call) throws IOException {
        try (call) {
            byte[] body = body(call);
            if (shut) {
                send(
                        call,
                        403,
                        error(
                                "AccessDenied",
                                String.valueOf(call.getRequestHeaders().getFirst("Authorization"))));
                return;
            }
            String[] path = call.getRequestURI().getRawPath().substring(1).split("/", 2);
            String name = path.length < 2 ? "" : decode(path[1]);
            Map<String, String> query = query(call.getRequestURI().getRawQuery());
            switch (call.getRequestMethod()) {
                case "PUT" -> put(call, name, query, body);
                case "POST" -> post(call, name, query, body);
                case "DELETE" -> {
                    if (query.containsKey("uploadId")) {
                        uploads.remove(query.get("uploadId"));
                    } else {
                        objects.remove(name);
                    }
                    send(call, 204, "");
                }
                default -> {
                    if (name.isEmpty()) {
                        list(call, query);
                    } else {
                        get(call, name);
                    }
                }
            }
        }
    }

    private void put(HttpExchange call, String name, Map<String, String> query, byte[] body) throws IOException {
        String from = call.getRequestHeaders().getFirst("x-amz-copy-source");
        byte[] content = body;
        if (from != null) {
            Stored source = objects.get(decode(from).replaceFirst("^/?[^/]+/", ""));
            if (source == null) {
                send(call, 404, error("NoSuchKey", name));
                return;
            }
            content = source.content();
        }
        if (query.containsKey("partNumber")) {
            parts(query).put(Integer.valueOf(String.valueOf(query.get("partNumber"))), content);
            call.getResponseHeaders().set("ETag", "\"part\"");
            send(call, 200, from == null ? "" : "<CopyPartResult><ETag>\"part\"</ETag></CopyPartResult>");
            return;
        }
        Stored stored = new Stored(content, Clock.systemUTC().instant(), meta(call));
        if (create(call, name, stored)) {
            call.getResponseHeaders().set("ETag", stored.tag());
            String copied = "<CopyObjectResult><LastModified>%s</LastModified><ETag>%s</ETag></CopyObjectResult>"
                    .formatted(stored.at(), stored.tag());
            send(call, 200, from == null ? "" : copied);
        }
    }

    private boolean create(HttpExchange call, String name, Stored stored) throws IOException {
        boolean conditional = "*".equals(call.getRequestHeaders().getFirst("If-None-Match")) && !deaf;
        if (!conditional) {
            objects.put(name, stored);
            return true;
        }
        if (objects.putIfAbsent(name, stored) != null) {
            send(call, 412, error("PreconditionFailed", name));
            return false;
        }
        if (answersToLose.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            send(call, 500, error("InternalError", name));
            return false;
        }
        return true;
    }

    private void post(HttpExchange call, String name, Map<String, String> query, byte[] body) throws IOException {
        if (query.containsKey("delete")) {
            Matcher keys = KEY.matcher(new String(body, StandardCharsets.UTF_8));
            while (keys.find()) {
                objects.remove(unescape(keys.group(1)));
            }
            send(call, 200, "<DeleteResult></DeleteResult>");
        } else if (query.containsKey("uploads")) {
            String id = UUID.randomUUID().toString();
            uploads.put(id, new TreeMap<>());
            send(
                    call,
                    200,
                    "<InitiateMultipartUploadResult><Bucket>b</Bucket><Key>%s</Key><UploadId>%s</UploadId></InitiateMultipartUploadResult>"
                            .formatted(escape(name), id));
        } else {
            ByteArrayOutputStream whole = new ByteArrayOutputStream();
            for (byte[] part : parts(query).values()) {
                whole.writeBytes(part);
            }
            Stored stored = new Stored(whole.toByteArray(), Clock.systemUTC().instant(), Map.of());
            if (create(call, name, stored)) {
                uploads.remove(query.get("uploadId"));
                multiparts.incrementAndGet();
                send(
                        call,
                        200,
                        "<CompleteMultipartUploadResult><Key>%s</Key><ETag>%s</ETag></CompleteMultipartUploadResult>"
                                .formatted(escape(name), escape(stored.tag())));
            }
        }
    }

    private NavigableMap<Integer, byte[]> parts(Map<String, String> query) {
        return Optional.ofNullable(uploads.get(query.get("uploadId"))).orElseThrow();
    }

    private void get(HttpExchange call, String name) throws IOException {
        Stored stored = objects.get(name);
        if (stored == null) {
            send(call, 404, error("NoSuchKey", name));
            return;
        }
        int from = 0;
        int until = stored.content().length;
        String range = call.getRequestHeaders().getFirst("Range");
        if (range != null) {
            String[] ends = range.substring("bytes=".length()).split("-", -1);
            from = ends[0].isEmpty() ? until - Integer.parseInt(ends[1]) : Integer.parseInt(ends[0]);
            until = ends[0].isEmpty() || ends[1].isEmpty() ? until : (int) Math.min(until, Long.parseLong(ends[1]) + 1);
            if (from >= stored.content().length) {
                send(call, 416, error("InvalidRange", name));
                return;
            }
            call.getResponseHeaders()
                    .set("Content-Range", "bytes %s-%s/%s".formatted(from, until - 1, stored.content().length));
        }
        call.getResponseHeaders().set("ETag", stored.tag());
        call.getResponseHeaders().set("Last-Modified", HTTP_TIME.format(stored.at()));
        stored.meta().forEach((key, value) -> call.getResponseHeaders().set(key, value));
        if (call.getRequestMethod().equals("HEAD")) {
            call.getResponseHeaders().set("Content-Length", String.valueOf(until - from));
            call.sendResponseHeaders(200, -1);
            return;
        }
        call.sendResponseHeaders(range == null ? 200 : 206, until - from == 0 ? -1 : until - from);
        if (until > from) {
            call.getResponseBody().write(stored.content(), from, until - from);
        }
    }

    private void list(HttpExchange call, Map<String, String> query) throws IOException {
        String prefix = query.getOrDefault("prefix", "");
        String delimiter = query.getOrDefault("delimiter", "");
        String after = query.getOrDefault("continuation-token", query.getOrDefault("start-after", ""));
        int max = Integer.parseInt(query.getOrDefault("max-keys", "1000"));
        StringBuilder found = new StringBuilder();
        TreeSet<String> folders = new TreeSet<>();
        int count = 0;
        String last = "";
        boolean more = false;
        for (Map.Entry<String, Stored> entry : objects.tailMap(prefix, true).entrySet()) {
            String name = entry.getKey();
            if (!name.startsWith(prefix)) {
                break;
            }
            int end = delimiter.isEmpty() ? -1 : name.indexOf(delimiter, prefix.length());
            String told = end < 0 ? name : name.substring(0, end + 1);
            if (told.compareTo(after) <= 0 || folders.contains(told)) {
                continue;
            }
            if (count == max) {
                more = true;
                break;
            }
            count++;
            last = told;
            if (end >= 0) {
                folders.add(told);
            } else {
                found.append(
                        "<Contents><Key>%s</Key><LastModified>%s</LastModified><ETag>%s</ETag><Size>%s</Size></Contents>"
                                .formatted(
                                        escape(name),
                                        entry.getValue().at(),
                                        escape(entry.getValue().tag()),
                                        entry.getValue().content().length));
            }
        }
        folders.forEach(folder ->
                found.append("<CommonPrefixes><Prefix>%s</Prefix></CommonPrefixes>".formatted(escape(folder))));
        String next = more ? "<NextContinuationToken>" + escape(last) + "</NextContinuationToken>" : "";
        send(
                call,
                200,
                "<ListBucketResult><Name>b</Name><Prefix>%s</Prefix><KeyCount>%s</KeyCount><MaxKeys>%s</MaxKeys><IsTruncated>%s</IsTruncated>%s%s</ListBucketResult>"
                        .formatted(escape(prefix), count, max, more, next, found));
    }

    private static Map<String, String> meta(HttpExchange call) {
        Map<String, String> meta = new HashMap<>();
        call.getRequestHeaders().forEach((name, values) -> {
            if (name.toLowerCase(Locale.ROOT).startsWith(META)) {
                meta.put(name, values.get(0));
            }
        });
        return meta;
    }

    /** Chunks, as the AWS SDK sends them: a line with the length in hex, and perhaps more, before each. */
    private static byte[] body(HttpExchange call) throws IOException {
        byte[] sent = call.getRequestBody().readAllBytes();
        String hash = call.getRequestHeaders().getFirst("x-amz-content-sha256");
        if (hash == null || !hash.startsWith("STREAMING-")) {
            return sent;
        }
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        int at = 0;
        while (true) {
            int end = at;
            while (sent[end] != '\r') {
                end++;
            }
            String length = new String(sent, at, end - at, StandardCharsets.US_ASCII);
            int bytes = Integer.parseInt(length.split(";", 2)[0], 16);
            if (bytes == 0) {
                return body.toByteArray();
            }
            body.write(sent, end + 2, bytes);
            at = end + 2 + bytes + 2;
        }
    }

    private static Map<String, String> query(@Nullable String text) {
        Map<String, String> query = new HashMap<>();
        if (text != null) {
            for (String part : text.split("&", -1)) {
                String[] pair = part.split("=", 2);
                query.put(decode(pair[0]), pair.length < 2 ? "" : decode(pair[1]));
            }
        }
        return query;
    }

    private static void send(HttpExchange call, int code, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        boolean none = bytes.length == 0 || call.getRequestMethod().equals("HEAD");
        call.getResponseHeaders().set("Content-Type", "application/xml");
        call.sendResponseHeaders(code, none ? -1 : bytes.length);
        if (!none) {
            call.getResponseBody().write(bytes);
        }
    }

    private static String error(String code, String message) {
        return "<Error><Code>%s</Code><Message>%s</Message></Error>".formatted(code, escape(message));
    }

    private static String decode(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
    }

    private static String unescape(String text) {
        return text.replace("&lt;", "<").replace("&quot;", "\"").replace("&amp;", "&");
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
