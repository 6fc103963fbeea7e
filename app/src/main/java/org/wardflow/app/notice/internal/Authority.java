package org.wardflow.app.notice.internal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;

/** Certificates of those who vouch for a server, as a hospital's own authority that Java does not know. */
public record Authority(SSLSocketFactory sockets) {
    /** Reads one or more X.509 certificates as PEM; fails if there are none. */
    public static Authority read(Path file) throws IOException, GeneralSecurityException {
        Collection<? extends Certificate> certificates;
        try (InputStream bytes = Files.newInputStream(file)) {
            certificates = CertificateFactory.getInstance("X.509").generateCertificates(bytes);
        }
        if (certificates.isEmpty()) {
            throw new CertificateException("no certificate");
        }
        KeyStore known = KeyStore.getInstance(KeyStore.getDefaultType());
        known.load(null, null);
        for (Certificate certificate : certificates) {
            known.setCertificateEntry("authority-" + known.size(), certificate);
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(known);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return new Authority(context.getSocketFactory());
    }
}
