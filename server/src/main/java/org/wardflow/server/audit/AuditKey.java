package org.wardflow.server.audit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The key of a chain. It lies beside the audit's folder and not in it: who may only write there can make no entry. */
final class AuditKey {
    private static final String ALGORITHM = "HmacSHA256";
    private static final int BYTES = 32;

    private final SecretKeySpec key;

    private AuditKey(byte[] bytes) {
        this.key = new SecretKeySpec(bytes, ALGORITHM);
    }

    static Path file(Path folder) {
        return AuditHead.beside(folder, ".key");
    }

    /** The key of an audit; empty if it never had one, or has lost it. */
    static Optional<AuditKey> read(Path folder) throws IOException {
        Path file = file(folder);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    new AuditKey(HexFormat.of().parseHex(Files.readString(file).strip())));
        } catch (IllegalArgumentException e) {
            throw new IOException(file.getFileName() + " is no key", e);
        }
    }

    static AuditKey random() {
        byte[] bytes = new byte[BYTES];
        new SecureRandom().nextBytes(bytes);
        return new AuditKey(bytes);
    }

    void write(Path folder) throws IOException {
        AuditHead.replace(file(folder), HexFormat.of().formatHex(key.getEncoded()) + "\n");
    }

    /** 64 letters of lower-case hex. */
    String mac(String text) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("every Java has " + ALGORITHM, e);
        }
    }
}
