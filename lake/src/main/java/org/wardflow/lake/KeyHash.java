package org.wardflow.lake;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;

/**
 * The 64-bit hash that key filters hold: the first eight bytes, little endian, of the MD5 of the key's columns as text,
 * joined by U+001F. Engines compute the same in SQL, so it must never change. Not a security function.
 */
public final class KeyHash {
    /** Between the columns of a key. */
    public static final String SEPARATOR = "\u001f";

    private KeyHash() {}

    /** Hashes one key; a null column is not allowed. */
    public static long of(List<String> key) {
        try {
            byte[] digest = MessageDigest.getInstance("MD5")
                    .digest(String.join(SEPARATOR, key).getBytes(StandardCharsets.UTF_8));
            return ByteBuffer.wrap(digest).order(ByteOrder.LITTLE_ENDIAN).getLong();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has MD5", e);
        }
    }
}
