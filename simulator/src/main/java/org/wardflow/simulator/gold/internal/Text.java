package org.wardflow.simulator.gold.internal;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Canonical text, byte order of texts, digests; times are microseconds since 1970, UTC. */
public final class Text {
    static final long SECOND = 1_000_000;
    static final long MINUTE = 60 * SECOND;
    static final long HOUR = 60 * MINUTE;
    static final long DAY = 24 * HOUR;

    private static final DateTimeFormatter MICROS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'", Locale.ROOT);

    private Text() {}

    /** Compares as UTF-8 bytes do: as chars, except that a surrogate lies above every other char. */
    static int compare(String a, String b) {
        int length = Math.min(a.length(), b.length());
        for (int i = 0; i < length; i++) {
            char x = a.charAt(i);
            char y = b.charAt(i);
            if (x != y) {
                boolean xHigh = Character.isSurrogate(x);
                return xHigh == Character.isSurrogate(y) ? Character.compare(x, y) : xHigh ? 1 : -1;
            }
        }
        return Integer.compare(a.length(), b.length());
    }

    static String sha256(String text) {
        return sha256(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The SHA-256 in lower-case hex. */
    public static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    static long micros(Instant instant) {
        return Math.addExact(Math.multiplyExact(instant.getEpochSecond(), SECOND), instant.getNano() / 1_000);
    }

    static Instant instant(long micros) {
        return Instant.ofEpochSecond(Math.floorDiv(micros, SECOND), Math.floorMod(micros, SECOND) * 1_000);
    }

    static LocalDate utcDate(long micros) {
        return LocalDate.ofEpochDay(Math.floorDiv(micros, DAY));
    }

    static @Nullable String timestamp(@Nullable Long micros) {
        return micros == null ? null : MICROS.format(LocalDateTime.ofInstant(instant(micros), ZoneOffset.UTC));
    }

    static @Nullable String of(@Nullable Object value) {
        return value == null ? null : value.toString();
    }

    /** Whole minutes from one time to another, cut; null if an end is missing or they are in the wrong order. */
    static @Nullable String minutes(@Nullable Long from, @Nullable Long to) {
        return from == null || to == null || to < from ? null : Long.toString((to - from) / MINUTE);
    }
}
