package org.wardflow.app.notice.internal;

import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.wardflow.app.settings.MailSecurity;
import org.wardflow.app.settings.Secret;
import org.wardflow.app.settings.Settings;
import org.wardflow.core.ErrorCode;
import org.wardflow.core.WardflowException;

/** The ways to the owner that the settings name. */
public final class Channels {
    private static final Pattern LOOPBACK = Pattern.compile("localhost|127(\\.[0-9]{1,3}){3}|::1");

    private Channels() {}

    /** None if nothing is set; SETTING_INVALID if the settings of one do not fit together. */
    public static List<Channel> of(Settings settings, Path home, Clock clock) {
        NoticeText text = new NoticeText(
                settings.value(Settings.NOTICE_OWNER), home.toAbsolutePath().toString());
        List<Channel> channels = new ArrayList<>();
        settings.value(Settings.NOTICE_WEBHOOK_URL)
                .ifPresent(address -> channels.add(new WebhookChannel(address, webhookSecret(settings), text, clock)));
        if (!settings.value(Settings.NOTICE_MAIL_HOST).isEmpty()) {
            channels.add(new MailChannel(
                    server(settings),
                    addresses(settings.value(Settings.NOTICE_MAIL_FROM), "notice.mail.from")[0],
                    addresses(settings.value(Settings.NOTICE_MAIL_TO), "notice.mail.to"),
                    text));
        }
        return channels;
    }

    private static Optional<Secret> webhookSecret(Settings settings) {
        Optional<Secret> secret = settings.value(Settings.NOTICE_WEBHOOK_SECRET);
        try {
            secret.ifPresent(key -> WebhookChannel.signature(key, "", "", new byte[0]));
        } catch (IllegalArgumentException e) {
            throw invalid(
                    "notice.webhook.secret is no key", "not base 64 after whsec_", "take it as the receiver shows it");
        }
        return secret;
    }

    private static MailChannel.Server server(Settings settings) {
        String host = settings.value(Settings.NOTICE_MAIL_HOST);
        MailSecurity security = settings.value(Settings.NOTICE_MAIL_SECURITY);
        String user = settings.value(Settings.NOTICE_MAIL_USER);
        Optional<Secret> password = settings.value(Settings.NOTICE_MAIL_PASSWORD);
        if (user.isEmpty() == password.isPresent()) {
            throw invalid(
                    "notice.mail.user and notice.mail.password go together",
                    "only one of them is set",
                    "set both, or neither");
        }
        if (!user.isEmpty()
                && security == MailSecurity.NONE
                && !LOOPBACK.matcher(host).matches()) {
            throw invalid(
                    "A password must not leave this machine in the clear",
                    "notice.mail.security is none, and the mail server is elsewhere",
                    "set notice.mail.security to starttls or tls");
        }
        return new MailChannel.Server(
                host, settings.value(Settings.NOTICE_MAIL_PORT), security, authority(settings), user, password);
    }

    private static Optional<Authority> authority(Settings settings) {
        String file = settings.value(Settings.NOTICE_MAIL_AUTHORITY);
        if (file.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(Authority.read(Path.of(file)));
        } catch (IOException | GeneralSecurityException | InvalidPathException e) {
            throw invalid(
                    "notice.mail.authority names no file with certificates",
                    file + ": " + e.getClass().getSimpleName(),
                    "name a file with one or more certificates as PEM, that this account may read");
        }
    }

    private static InternetAddress[] addresses(String text, String setting) {
        try {
            InternetAddress[] addresses = InternetAddress.parse(text, true);
            for (InternetAddress address : addresses) {
                address.validate();
            }
            if (addresses.length > 0) {
                return addresses;
            }
        } catch (AddressException e) {
            // Falls through to the one message.
        }
        throw invalid(
                setting + " must name a mail address", "none, or one that is not whole", "set it as name@example.org");
    }

    private static WardflowException invalid(String what, String found, String fix) {
        return new WardflowException(ErrorCode.SETTING_INVALID, what, found, fix);
    }
}
