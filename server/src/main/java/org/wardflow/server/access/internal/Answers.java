package org.wardflow.server.access.internal;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.csrf.CsrfException;
import org.wardflow.server.access.Doors;
import org.wardflow.server.access.Person;
import org.wardflow.server.access.SessionName;
import org.wardflow.server.access.Sessions;
import org.wardflow.server.access.Visitor;
import org.wardflow.server.audit.Asked;
import org.wardflow.server.audit.AuditEntry;
import org.wardflow.server.audit.AuditLog;
import org.wardflow.server.audit.Denials;
import org.wardflow.server.http.Problem;
import org.wardflow.server.metrics.EdgeMetrics;

/** What is answered, and noted, when somebody comes in, does not, or may not. */
final class Answers {
    private final AuditLog audit;
    private final Denials denials;
    private final Asker asker;
    private final EdgeMetrics metrics;
    private final Sessions sessions;
    private final AccountSessions open = new AccountSessions();

    Answers(Doors doors, Asker asker) {
        this.audit = doors.audit();
        this.denials = doors.denials();
        this.metrics = doors.metrics();
        this.sessions = doors.sessions();
        this.asker = asker;
    }

    void cameIn(HttpServletRequest request, HttpServletResponse response, Authentication who) {
        HttpSession session = request.getSession(false);
        if (session != null) {
            sessions.begin(session);
            if (who.getPrincipal() instanceof Person person) {
                Sessions.account(person).ifPresent(account -> open.add(account, session));
            }
        }
        audit.append(entry(request, "session.begin", who, "-", "ok"));
        metrics.signIn(true);
        response.setStatus(HttpServletResponse.SC_NO_CONTENT);
    }

    void didNotComeIn(HttpServletRequest request, HttpServletResponse response, AuthenticationException why)
            throws IOException {
        noteDenied(request);
        if (why instanceof SignInProvider.Closed closed) {
            response.setHeader("Retry-After", String.valueOf(closed.seconds()));
            Problem.of(
                            429,
                            "Too many failures",
                            "Wait two minutes, then try again; or ask an administrator for a link.")
                    .writeTo(response);
        } else if (why instanceof SignInProvider.WeakPassword) {
            Problem.of(422, "This password cannot be set", String.valueOf(why.getMessage()))
                    .writeTo(response);
        } else {
            Problem.of(401, "Not signed in", "Check the name and the password, or ask for a new link.")
                    .writeTo(response);
        }
    }

    void noteDenied(HttpServletRequest request) {
        metrics.signIn(false);
        // What the address holds is of whoever wrote it, who is not known.
        denials.note(asker.of(request), entry(request, "session.begin", null, "-", "denied"));
    }

    void unknown(HttpServletRequest request, HttpServletResponse response, AuthenticationException why)
            throws IOException {
        Problem.of(401, "Not signed in", "Sign in first.").writeTo(response);
    }

    void denied(HttpServletRequest request, HttpServletResponse response, AccessDeniedException why)
            throws IOException {
        // A stranger's words do not belong into a log that cannot forget them: such requests are only counted.
        if (SecurityContextHolder.getContext().getAuthentication() instanceof Visitor) {
            String what = request.getMethod() + " " + known(request);
            audit.append(entry(request, what, null, Asked.of(request), "denied"));
        }
        if (why instanceof CsrfException || why instanceof OwnPages.Elsewhere) {
            Problem.of(403, "The request does not come from this site", "Reload the page, then try again.")
                    .writeTo(response);
        } else {
            Problem.of(403, "Your role may not do this", "Ask an administrator for another role.")
                    .writeTo(response);
        }
    }

    void left(HttpServletRequest request, HttpServletResponse response, @Nullable Authentication who) {
        audit.append(entry(request, "session.end", who, "-", "ok"));
        response.setStatus(HttpServletResponse.SC_NO_CONTENT);
    }

    /** A path may hold the id of a visit, which does not belong into an audit: only its first parts. */
    private static String known(HttpServletRequest request) {
        String[] parts = request.getRequestURI().split("/", -1);
        return parts.length > 3 ? parts[3].replaceAll("[^a-z.]", "") : "-";
    }

    private static AuditEntry entry(
            HttpServletRequest request, String what, @Nullable Authentication known, String object, String outcome) {
        Authentication who = known == null ? SecurityContextHolder.getContext().getAuthentication() : known;
        Person person = who instanceof Visitor visitor ? visitor.getPrincipal() : null;
        HttpSession session = request.getSession(false);
        return new AuditEntry(
                person == null ? "-" : person.name(),
                person == null ? "-" : person.grant().role(),
                person == null ? "-" : person.way().name(),
                session == null ? "-" : SessionName.of(session.getId()),
                what,
                object,
                "-",
                outcome,
                0,
                0);
    }
}
