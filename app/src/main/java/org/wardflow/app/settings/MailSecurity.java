package org.wardflow.app.settings;

/** How a connection to a mail server is protected. */
public enum MailSecurity {
    /** In the clear until the server agrees to TLS, which it must. */
    STARTTLS,
    /** TLS from the first byte. */
    TLS,
    /** Not at all; for a server on this machine. */
    NONE
}
