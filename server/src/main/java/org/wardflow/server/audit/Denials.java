package org.wardflow.server.audit;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;

/**
 * Tries to come in that were denied. Of each who asks, the first ones of a minute are entries of their own and the others one entry
 * with their number: a log that cannot forget must not be for strangers to fill. Safe for all threads.
 */
public final class Denials {
    /** Entries of their own, of one who asks, in a period. */
    public static final int NOTED_MAX = 5;

    /** Of those who ask, who are told apart; all others count as one. */
    public static final int ASKERS_MAX = 100;

    static final Duration PERIOD = Duration.ofMinutes(1);

    private static final String OTHERS = "";

    private final AuditLog audit;
    private final Clock clock;
    private final Map<String, Tally> tallies = new HashMap<>();

    private static final class Tally {
        private final Instant began;
        private int noted;
        private long more;

        private Tally(Instant began) {
            this.began = began;
        }
    }

    /** Into an audit. */
    public Denials(AuditLog audit, Clock clock) {
        this.audit = audit;
        this.clock = clock;
    }

    /**
     * Notes one, now or with others at the end of the minute.
     *
     * @param asker whose tries count together
     */
    public synchronized void note(String asker, AuditEntry entry) {
        noteOver();
        String key = tallies.containsKey(asker) || tallies.size() < ASKERS_MAX ? asker : OTHERS;
        Tally tally = tallies.computeIfAbsent(key, unused -> new Tally(clock.instant()));
        if (tally.noted < NOTED_MAX) {
            audit.append(entry);
            tally.noted++;
        } else {
            tally.more++;
        }
    }

    /** Notes those whose minute is over. */
    public synchronized void noteOver() {
        note(clock.instant(), PERIOD);
    }

    /** Notes all that have not been noted yet. */
    public synchronized void noteAll() {
        note(clock.instant(), Duration.ZERO);
    }

    private void note(Instant now, Duration age) {
        for (Iterator<Tally> all = tallies.values().iterator(); all.hasNext(); ) {
            Tally tally = all.next();
            // A clock that was set back ends it, too.
            if (Duration.between(tally.began, now).abs().compareTo(age) >= 0) {
                if (tally.more > 0) {
                    audit.append(new AuditEntry(
                            "-", "-", "-", "-", "session.begin", tally.more + " more tries", "-", "denied", 0, 0));
                }
                all.remove();
            }
        }
    }
}
