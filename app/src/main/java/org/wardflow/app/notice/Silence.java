package org.wardflow.app.notice;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.wardflow.app.settings.SourceTimes;

/**
 * Finds the sources that have fallen silent. What counts is time in which we could have heard: not before the first look, not
 * while the machine slept, and not while the source could not be read. A source that was never heard is not silent; one that is
 * silent stays so until it is heard.
 */
public final class Silence {
    /** A longer time between two looks is taken for sleep. */
    public static final Duration ASLEEP = Duration.ofMinutes(1);

    private final SourceTimes allowed;
    private final Map<String, Instant> listeningSince = new HashMap<>();
    private final Map<String, Instant> silentSince = new HashMap<>();
    /** What was known of a silent source when the process began: only a record after that ends the silence. */
    private final Map<String, Instant> knownBefore = new HashMap<>();

    private Optional<Instant> lastLook = Optional.empty();

    /**
     * Starts to listen.
     *
     * @param allowed as the settings say
     * @param told what was told and was not over when the process before ended: {@link Notices#told}
     * @param heardBefore when a source was last heard by processes before, or a little later: a commit is later than its records
     */
    public Silence(SourceTimes allowed, Collection<Problem> told, Map<String, Instant> heardBefore) {
        this.allowed = allowed;
        told.stream().filter(problem -> problem.kind() == Problem.Kind.SILENCE).forEach(problem -> {
            silentSince.put(problem.subject(), problem.since());
            Instant before = heardBefore.get(problem.subject());
            if (before != null) {
                knownBefore.put(problem.subject(), before);
            }
        });
    }

    /**
     * The sources that are silent now.
     *
     * @param lastHeard when each source was last heard, by this machine's clock; without those never heard
     * @param failing sources that cannot be read
     * @param inGold the time of the newest manifest, if there is one
     */
    public Set<Problem> look(
            Map<String, Instant> lastHeard, Set<String> failing, Optional<Instant> inGold, Instant now) {
        if (lastLook.map(last -> now.isAfter(last.plus(ASLEEP)) || now.isBefore(last))
                .orElse(true)) {
            listeningSince.clear();
        }
        lastLook = Optional.of(now);
        listeningSince.keySet().removeAll(failing);
        lastHeard.forEach((source, heard) -> {
            Instant before = knownBefore.get(source);
            if (before == null || heard.isAfter(before)) {
                silentSince.computeIfPresent(source, (same, since) -> heard.isAfter(since) ? null : since);
            }
            if (!failing.contains(source) && isSilent(source, heard, now)) {
                silentSince.putIfAbsent(source, heard);
            }
        });
        silentSince.keySet().removeIf(source -> allowed.of(source).isZero());
        Set<Problem> silent = new LinkedHashSet<>();
        silentSince.forEach((source, since) -> silent.add(Problem.silence(source, since, allowed.of(source), inGold)));
        return silent;
    }

    private boolean isSilent(String source, Instant heard, Instant now) {
        Duration limit = allowed.of(source);
        Instant listening = listeningSince.computeIfAbsent(source, ignored -> now);
        Instant quietSince = heard.isAfter(listening) ? heard : listening;
        return !limit.isZero() && quietSince.plus(limit).isBefore(now);
    }
}
