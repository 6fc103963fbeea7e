package org.wardflow.app.notice.internal;

import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.lang.System.Logger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.Properties;
import org.wardflow.app.settings.MailSecurity;
import org.wardflow.app.settings.Secret;

/** Sends messages as plain mails. The id of the message is in the {@code Message-ID}, by which a mailbox drops a repeat. */
public final class MailChannel implements Channel {
    /** Longest wait for a connection, and for each answer of the server. */
    public static final Duration TIMEOUT = Duration.ofSeconds(10);

    /**
     * How to reach the mail server.
     *
     * @param authority who vouches for it; empty for those that Java knows
     * @param user empty to not log in
     */
    public record Server(
            String host,
            int port,
            MailSecurity security,
            Optional<Authority> authority,
            String user,
            Optional<Secret> password) {}

    private static final Logger LOG = System.getLogger(MailChannel.class.getName());

    private final Server server;
    private final InternetAddress from;
    private final InternetAddress[] to;
    private final NoticeText text;
    private final Session session;

    public MailChannel(Server server, InternetAddress from, InternetAddress[] to, NoticeText text) {
        this.server = server;
        this.from = from;
        this.to = to.clone();
        this.text = text;
        this.session = Session.getInstance(properties(server));
    }

    private static Properties properties(Server server) {
        Properties properties = new Properties();
        String timeout = String.valueOf(TIMEOUT.toMillis());
        properties.put("mail.smtp.connectiontimeout", timeout);
        properties.put("mail.smtp.timeout", timeout);
        properties.put("mail.smtp.writetimeout", timeout);
        properties.put("mail.smtp.ssl.checkserveridentity", "true");
        // One address that is no more keeps nobody else from hearing.
        properties.put("mail.smtp.sendpartial", "true");
        server.authority().ifPresent(known -> properties.put("mail.smtp.ssl.socketFactory", known.sockets()));
        switch (server.security()) {
            case STARTTLS -> properties.put("mail.smtp.starttls.required", "true");
            case TLS -> properties.put("mail.smtp.ssl.enable", "true");
            case NONE -> {}
        }
        properties.put("mail.smtp.starttls.enable", String.valueOf(server.security() == MailSecurity.STARTTLS));
        properties.put("mail.smtp.auth", String.valueOf(!server.user().isEmpty()));
        return properties;
    }

    @Override
    public String name() {
        return "mail";
    }

    @Override
    public String target() {
        return server.host() + ":" + server.port();
    }

    @Override
    public Optional<String> send(Notice notice, long dropped) {
        try (Transport transport = session.getTransport("smtp")) {
            MimeMessage mail = mail(notice, dropped);
            transport.connect(
                    server.host(),
                    server.port(),
                    server.user().isEmpty() ? null : server.user(),
                    server.password().map(Secret::reveal).orElse(null));
            transport.sendMessage(mail, mail.getAllRecipients());
            return Optional.empty();
        } catch (SendFailedException e) {
            return partly(e);
        } catch (MessagingException e) {
            // Its message may quote what the server said, and that what it was sent.
            return Optional.of("not sent: " + e.getClass().getSimpleName());
        }
    }

    /** Tried again, it would come to those who got it once more. */
    private static Optional<String> partly(SendFailedException e) {
        int got = e.getValidSentAddresses() == null ? 0 : e.getValidSentAddresses().length;
        if (got == 0) {
            return Optional.of("not sent: " + e.getClass().getSimpleName());
        }
        LOG.log(
                Logger.Level.WARNING,
                "a mail went to %s of its recipients; the server refuses the others".formatted(got));
        return Optional.empty();
    }

    private MimeMessage mail(Notice notice, long dropped) throws MessagingException {
        MimeMessage mail = new MimeMessage(session) {
            @Override
            protected void updateMessageID() throws MessagingException {
                String address = from.getAddress();
                setHeader("Message-ID", "<" + notice.id() + address.substring(address.indexOf('@')) + ">");
            }
        };
        mail.setFrom(from);
        mail.setRecipients(Message.RecipientType.TO, to);
        mail.setSubject(text.subject(notice), StandardCharsets.UTF_8.name());
        mail.setText(text.body(notice, dropped), StandardCharsets.UTF_8.name());
        mail.setHeader(
                "Date", DateTimeFormatter.RFC_1123_DATE_TIME.format(notice.at().atOffset(ZoneOffset.UTC)));
        mail.setHeader("Auto-Submitted", "auto-generated");
        mail.saveChanges();
        return mail;
    }
}
