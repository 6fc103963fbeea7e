package org.wardflow.server.access;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A local account, as the file of accounts holds it.
 *
 * @param scopes see {@link Grant}
 * @param password as bcrypt; null until the link was used
 * @param link SHA-256 of the token that lets its bearer set the password once
 * @param linkUntil end of that, as ISO 8601
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Account(
        String name,
        String role,
        List<String> scopes,
        @Nullable String password,
        @Nullable String link,
        @Nullable String linkUntil) {
    public Account {
        scopes = List.copyOf(scopes);
    }

    Account withLink(String token, Instant until) {
        return new Account(name, role, scopes, password, sha256(token), until.toString());
    }

    Account withPassword(String hash) {
        return new Account(name, role, scopes, hash, null, null);
    }

    boolean accepts(String token, Instant now) {
        return link != null
                && linkUntil != null
                && MessageDigest.isEqual(
                        link.getBytes(StandardCharsets.US_ASCII), sha256(token).getBytes(StandardCharsets.US_ASCII))
                && now.isBefore(Instant.parse(linkUntil));
    }

    Person person() {
        return new Person(
                name, new Grant(role, scopes), Person.Way.ACCOUNT, sha256(role + '\n' + scopes + '\n' + password));
    }

    static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
