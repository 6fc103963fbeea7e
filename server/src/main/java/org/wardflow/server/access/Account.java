package org.wardflow.server.access;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.wardflow.core.Sha256;

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
        return new Account(name, role, scopes, password, Sha256.of(token), until.toString());
    }

    Account withPassword(String hash) {
        return new Account(name, role, scopes, hash, null, null);
    }

    boolean accepts(String token, Instant now) {
        return link != null
                && linkUntil != null
                && MessageDigest.isEqual(
                        link.getBytes(StandardCharsets.US_ASCII),
                        Sha256.of(token).getBytes(StandardCharsets.US_ASCII))
                && now.isBefore(Instant.parse(linkUntil));
    }

    Person person() {
        return new Person(
                name, new Grant(role, scopes), Person.Way.ACCOUNT, Sha256.of(role + '\n' + scopes + '\n' + password));
    }
}
