package org.wardflow.server.access;

import jakarta.servlet.http.HttpSession;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.web.context.HttpSessionSecurityContextRepository;

/** How long those who came in may stay. Safe for all threads. */
public record Sessions(Accounts accounts, Clock clock) {
    /** From coming in on, however it is used: a role that an identity provider takes away is gone then. */
    public static final Duration LIFE = Duration.ofHours(12);

    /** Without a request or an open stream. */
    public static final Duration IDLE = Duration.ofHours(8);

    /** Of a session that nobody has come in with yet, as one that waits for an identity provider. */
    public static final Duration STRANGERS_LIFE = Duration.ofMinutes(5);

    private static final String USED = "wardflow.used";

    private static final String FIRST = "wardflow.first";

    /** When a session that begins now ends. */
    public Instant end() {
        return clock.instant().plus(LIFE);
    }

    /** Somebody has come in with it. */
    public void begin(HttpSession session) {
        session.setAttribute(USED, clock.instant());
        if (session.getAttribute(FIRST) == null) {
            session.setAttribute(FIRST, SessionName.of(session.getId()));
        }
        // The container counts requests alone, and not a stream that is open.
        session.setMaxInactiveInterval((int) LIFE.toSeconds());
    }

    /** Whether somebody may still stay, which counts as use of the session. */
    public boolean goesOn(Visitor visitor, @Nullable HttpSession session) {
        Instant now = clock.instant();
        return now.isBefore(visitor.until())
                && accounts.stillHolds(visitor.getPrincipal())
                && (session == null || isInUse(session, now));
    }

    private static boolean isInUse(HttpSession session, Instant now) {
        try {
            if (session.getAttribute(USED) instanceof Instant used && now.isAfter(used.plus(IDLE))) {
                return false;
            }
            session.setAttribute(USED, now);
            return true;
        } catch (IllegalStateException e) {
            // It has ended.
            return false;
        }
    }

    /**
     * One name for all that a sign-in opens. Who comes in once more, or as another role of a demonstration, gets another id for the same
     * session: the name stays. With access tokens it is the person's, for they may send any session with them, or none.
     */
    public static String one(Person person, @Nullable HttpSession session) {
        return session == null || person.way() == Person.Way.TOKEN
                ? person.way() + " " + person.name()
                : "session " + first(session);
    }

    /**
     * One name for all that somebody does, by however many sessions and tokens; empty in a demonstration, where all who look have the
     * names of roles.
     */
    public static Optional<String> account(Person person) {
        return switch (person.way()) {
            case DEMO -> Optional.empty();
            case ACCOUNT -> Optional.of("account " + person.name());
            case OIDC, TOKEN -> Optional.of("provider " + person.name());
        };
    }

    private static String first(HttpSession session) {
        try {
            return String.valueOf(session.getAttribute(FIRST));
        } catch (IllegalStateException e) {
            // It has ended, and so will what it opens.
            return "-";
        }
    }

    /** Whether it is of somebody who has come in. */
    public static boolean isVisitors(HttpSession session) {
        return session.getAttribute(HttpSessionSecurityContextRepository.SPRING_SECURITY_CONTEXT_KEY)
                        instanceof SecurityContext context
                && context.getAuthentication() instanceof Visitor;
    }

    /** Whether nobody has come in with it for too long. */
    public boolean isLeft(HttpSession session) {
        return !isVisitors(session)
                && clock.instant()
                        .isAfter(Instant.ofEpochMilli(session.getCreationTime()).plus(STRANGERS_LIFE));
    }
}
