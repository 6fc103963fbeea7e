package org.wardflow.app.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.wardflow.core.ErrorCode;
import org.wardflow.core.Sha256;
import org.wardflow.core.WardflowException;

/**
 * Names of messages for pages. Who knows what a message may hold could tell it by its digest, so pages get a name that only this process can
 * trace back. Safe for all threads.
 */
final class MessageNames {
    /** Names that can be traced back, those that were given last. */
    static final int NAMES_MAX = 10_000;

    private static final int BYTES = 12;

    private final byte[] salt = new byte[32];
    private final Map<String, String> digests = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
            return size() > NAMES_MAX;
        }
    };

    MessageNames() {
        new SecureRandom().nextBytes(salt);
    }

    /** The name of a message, the same each time. */
    synchronized String of(String digest) {
        MessageDigest hash = Sha256.digest();
        hash.update(salt);
        String name = HexFormat.of().formatHex(hash.digest(digest.getBytes(UTF_8)), 0, BYTES);
        digests.remove(name);
        digests.put(name, digest);
        return name;
    }

    /** The digest of a named message; USAGE for a name that this process did not give, or long ago. */
    synchronized String digest(String name) {
        String digest = digests.get(name);
        if (digest == null) {
            throw new WardflowException(
                    ErrorCode.USAGE,
                    "A message is not known by that name",
                    "names hold until the process is started again",
                    "look at the rule's messages again");
        }
        return digest;
    }
}
