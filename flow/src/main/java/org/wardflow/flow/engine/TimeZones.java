package org.wardflow.flow.engine;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.zone.ZoneRules;
import java.util.Arrays;
import java.util.Collection;
import java.util.Optional;
import java.util.TreeSet;
import org.wardflow.core.Sha256;

/**
 * The rules of time zones as an engine has them. Governments change them, and each program brings its own copy of the IANA's data: an update of
 * Java or of an engine changes what a local time means, without a row or a line of the content having changed.
 */
public final class TimeZones {
    /** The instants at which offsets are compared: noon and midnight UTC of each day from 1970 to 2049. */
    private static final Instant FROM = Instant.EPOCH;

    private static final Duration STEP = Duration.ofHours(12);
    private static final int COUNT = 2 * 365 * 80 + 2 * 20;

    private TimeZones() {}

    /** A digest of an engine's rules for some zones; empty for no zones. */
    public static String digest(SqlEngine engine, Collection<String> zones) {
        StringBuilder text = new StringBuilder();
        for (String zone : new TreeSet<>(zones)) {
            text.append(zone);
            int[] offsets = engine.offsets(zone, FROM, STEP, COUNT);
            for (int i = 0; i < offsets.length; i++) {
                if (i == 0 || offsets[i] != offsets[i - 1]) {
                    text.append(' ').append(i).append(':').append(offsets[i]);
                }
            }
            text.append('\n');
        }
        return text.isEmpty() ? "" : Sha256.of(text.toString());
    }

    /** Somebody's offsets of a zone, as {@link SqlEngine#offsets}. */
    public interface Offsets {
        /** Seconds east of UTC at instants that are {@code step} apart. */
        int[] of(String zone, Instant from, Duration step, int count);
    }

    /** The first instant at which two disagree about a zone, to half a day. */
    public static Optional<Instant> disagreement(String zone, Offsets one, Offsets other) {
        int index = Arrays.mismatch(one.of(zone, FROM, STEP, COUNT), other.of(zone, FROM, STEP, COUNT));
        return index < 0 ? Optional.empty() : Optional.of(FROM.plus(STEP.multipliedBy(index)));
    }

    /** What this Java takes for the offsets, as {@link SqlEngine#offsets}. */
    public static int[] ofJava(String zone, Instant from, Duration step, int count) {
        ZoneRules rules = ZoneId.of(zone).getRules();
        int[] offsets = new int[count];
        for (int i = 0; i < count; i++) {
            offsets[i] = rules.getOffset(from.plus(step.multipliedBy(i))).getTotalSeconds();
        }
        return offsets;
    }
}
