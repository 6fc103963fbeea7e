package org.wardflow.server.access.internal;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.LockedException;
import org.springframework.security.core.Authentication;
import org.wardflow.core.Sha256;
import org.wardflow.core.WallClock;
import org.wardflow.flow.content.AccessPolicy;
import org.wardflow.server.access.Accounts;
import org.wardflow.server.access.Grant;
import org.wardflow.server.access.Links;
import org.wardflow.server.access.Person;
import org.wardflow.server.access.Sessions;
import org.wardflow.server.access.SignIn;
import org.wardflow.server.access.Visitor;
import org.wardflow.server.http.RateLimit;

/** Lets somebody in by password, by link, or, in a demonstration, as another role. Failures are counted by name and by address. */
final class SignInProvider implements AuthenticationProvider {
    static final int FAILURES_OF_NAME = 10;
    static final int FAILURES_OF_ADDRESS = 50;
    static final Duration FAILURES_PERIOD = Duration.ofMinutes(15);

    private final Sessions sessions;
    private final AccessPolicy policy;
    private final Links links;
    private final Map<String, Grant> demoRoles;
    /** By the digest of the name, which may be as long as a request. */
    private final RateLimit byName = new RateLimit(FAILURES_OF_NAME, FAILURES_PERIOD, WallClock::nanos);

    private final RateLimit byAddress = new RateLimit(FAILURES_OF_ADDRESS, FAILURES_PERIOD, WallClock::nanos);

    /** @param demoRoles that a visitor of the demonstration may switch to; none if this is not one */
    SignInProvider(Sessions sessions, AccessPolicy policy, Links links, Map<String, Grant> demoRoles) {
        this.sessions = sessions;
        this.policy = policy;
        this.links = links;
        this.demoRoles = Map.copyOf(demoRoles);
    }

    @Override
    public boolean supports(Class<?> type) {
        return Candidate.class.isAssignableFrom(type);
    }

    @Override
    public Authentication authenticate(Authentication authentication) {
        Candidate candidate = (Candidate) authentication;
        Optional<String> name = Optional.ofNullable(candidate.signIn().name());
        // A link cannot be guessed, so no failure of others keeps its bearer out.
        Duration closed = candidate.signIn().link() == null ? closed(name, candidate.address()) : Duration.ZERO;
        if (!closed.isZero()) {
            throw new Closed(closed);
        }
        Optional<Person> person = person(candidate);
        if (person.isEmpty()) {
            // Who comes by a link has no name: one who tries must not close the door for all others.
            boolean unused = name.map(Sha256::of).filter(byName::take).isPresent();
            unused = byAddress.take(candidate.address());
            throw new BadCredentialsException("Neither this name with this password nor this link lets anybody in.");
        }
        return new Visitor(person.get(), policy.rights(person.get().grant().role()), sessions.end());
    }

    private Duration closed(Optional<String> name, String address) {
        Duration ofName = name.map(Sha256::of).map(byName::untilTurn).orElse(Duration.ZERO);
        Duration ofAddress = byAddress.untilTurn(address);
        return ofName.compareTo(ofAddress) > 0 ? ofName : ofAddress;
    }

    private Optional<Person> person(Candidate candidate) {
        SignIn signIn = candidate.signIn();
        String password = signIn.password();
        if (signIn.link() != null && password != null) {
            return set(signIn.link(), password);
        }
        if (signIn.link() != null) {
            return links.redeem(signIn.link());
        }
        if (signIn.name() != null && password != null) {
            return sessions.accounts().check(signIn.name(), password);
        }
        Person current = candidate.current();
        if (signIn.role() != null && current != null && current.way() == Person.Way.DEMO) {
            return Optional.ofNullable(demoRoles.get(signIn.role())).map(Links::person);
        }
        return Optional.empty();
    }

    private Optional<Person> set(String link, String password) {
        Optional<String> fault = sessions.accounts().invited(link).flatMap(name -> Accounts.fault(name, password));
        if (fault.isPresent()) {
            throw new WeakPassword(fault.get());
        }
        return sessions.accounts().redeem(link, password);
    }

    /** There were too many failures. */
    static final class Closed extends LockedException {
        private static final long serialVersionUID = 1L;

        private final Duration left;

        /** @param left until one more try counts */
        Closed(Duration left) {
            super("Too many failures");
            this.left = left;
        }

        /** Whole seconds until then. */
        long seconds() {
            return left.plusSeconds(1).minusNanos(1).toSeconds();
        }
    }

    /** The password that was to be set is none; the link still works. */
    static final class WeakPassword extends BadCredentialsException {
        private static final long serialVersionUID = 1L;

        WeakPassword(String message) {
            super(message);
        }
    }
}
