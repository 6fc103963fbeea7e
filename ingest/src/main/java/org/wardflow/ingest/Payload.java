package org.wardflow.ingest;

import org.jspecify.annotations.Nullable;

/** What one record carried, byte for byte, without the line end that framed it. */
public sealed interface Payload {
    /** A larger payload goes to a side file: it would stall the batch that it arrives in. */
    int MAX_INLINE_BYTES = 1 << 20;

    /** SHA-256 of the bytes, in lower-case hex. */
    String sha256();

    /** Length in bytes. */
    long size();

    /**
     * A payload in memory, at most {@link #MAX_INLINE_BYTES} long. The array is handed over, not copied; payloads compare by
     * {@code sha256}.
     */
    @SuppressWarnings("ArrayRecordComponent") // Millions a minute: a copy or a wrapper each would show.
    record Inline(byte[] bytes, String sha256) implements Payload {
        @Override
        public long size() {
            return bytes.length;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Inline that && sha256.equals(that.sha256);
        }

        @Override
        public int hashCode() {
            return sha256.hashCode();
        }
    }

    /** A payload that lies in the {@link PayloadStore} under its digest. */
    record SideFile(String sha256, long size) implements Payload {}
}
