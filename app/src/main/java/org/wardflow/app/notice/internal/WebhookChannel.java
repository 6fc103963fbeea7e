package org.wardflow.app.notice.internal;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.wardflow.app.settings.Secret;

/**
 * Posts messages as JSON, with the headers of the Standard Webhooks specification: {@code webhook-id}, by which a receiver
 * drops a repeat, {@code webhook-timestamp}, and with a secret {@code webhook-signature}. Redirects are not followed.
 */
public final class WebhookChannel implements Channel {
    /** Longest wait for a connection. */
    public static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

    /** Longest wait for the answer to one post. */
    public static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(10);

    private static final String ENCODED_SECRET = "whsec_";
    private static final int OK_FIRST = 200;
    private static final int OK_LAST = 299;

    private final URI address;
    private final Optional<Secret> secret;
    private final NoticeText text;
    private final Clock clock;
    private final HttpClient client = HttpClient.newBuilder()
            .connectTimeout(CONNECT_TIMEOUT)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();

    public WebhookChannel(URI address, Optional<Secret> secret, NoticeText text, Clock clock) {
        this.address = address;
        this.secret = secret;
        this.text = text;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "webhook";
    }

    /** The path and the query are left out: with many services they are the secret. */
    @Override
    public String target() {
        return address.getHost() + (address.getPort() < 0 ? "" : ":" + address.getPort());
    }

    @Override
    public Optional<String> send(Notice notice, long dropped) {
        byte[] body = text.json(notice, dropped);
        String sent = String.valueOf(clock.instant().getEpochSecond());
        HttpRequest.Builder request = HttpRequest.newBuilder(address)
                .timeout(ANSWER_TIMEOUT)
                .header("content-type", "application/json")
                .header("user-agent", "wardflow")
                .header("webhook-id", notice.id())
                .header("webhook-timestamp", sent)
                .POST(HttpRequest.BodyPublishers.ofByteArray(body));
        secret.ifPresent(key -> request.header("webhook-signature", signature(key, notice.id(), sent, body)));
        try {
            HttpResponse<InputStream> answer = client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
            // The body is not read: a receiver that never ends it would hold up all messages.
            answer.body().close();
            int status = answer.statusCode();
            return status >= OK_FIRST && status <= OK_LAST
                    ? Optional.empty()
                    : Optional.of("answered with status " + status);
        } catch (IOException e) {
            // The message of the exception may hold the address, and with it a secret.
            return Optional.of("not reached: " + e.getClass().getSimpleName());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.of("interrupted");
        }
    }

    /** {@code v1,} and the HMAC-SHA256, in base 64, of id, timestamp and body with dots between. */
    static String signature(Secret secret, String id, String timestamp, byte[] body) {
        String key = secret.reveal();
        byte[] raw = key.startsWith(ENCODED_SECRET)
                ? Base64.getDecoder().decode(key.substring(ENCODED_SECRET.length()))
                : key.getBytes(StandardCharsets.UTF_8);
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(raw, "HmacSHA256"));
            mac.update((id + "." + timestamp + ".").getBytes(StandardCharsets.UTF_8));
            return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JDK has HmacSHA256", e);
        }
    }
}
