package org.wardflow.server.stream;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.wardflow.server.http.Problem;

/** The places of open streams: of all together, and of each who opens them, so that nobody takes those of all others. Safe for all threads. */
final class Places {
    private final Map<String, Set<Place>> taken = new HashMap<>();
    private int count;

    /** Of one stream, from before it opens until it has ended. */
    final class Place {
        private final String who;
        private @Nullable Client client;

        private Place(String who) {
            this.who = who;
        }

        /** What it is of. */
        void hold(Client stream) {
            synchronized (Places.this) {
                client = stream;
            }
        }

        /** Gives it back; once more does nothing. */
        void leave() {
            synchronized (Places.this) {
                Set<Place> theirs = taken.get(who);
                if (theirs != null && theirs.remove(this)) {
                    count--;
                    if (theirs.isEmpty()) {
                        var unused = taken.remove(who);
                    }
                }
            }
        }
    }

    /** Takes a place; a problem if there is none for whoever asks, or none at all. */
    Place take(String who) {
        return free(who)
                .or(() -> {
                    // That a page was closed is noticed when something is written to it, which may be at the next but
                    // one sign of life.
                    clients(who).forEach(Client::probe);
                    return free(who);
                })
                .orElseThrow(() -> new Problem.Refused(
                        Problem.of(429, "Too many pages are open under this sign-in", "Close some, then reload.")));
    }

    private synchronized Optional<Place> free(String who) {
        if (count >= Hub.STREAMS_MAX) {
            throw new Problem.Refused(Problem.of(503, "Too many pages are open", "Close some, then reload."));
        }
        if (taken.getOrDefault(who, Set.of()).size() >= Hub.OF_ONE_MAX) {
            return Optional.empty();
        }
        Place place = new Place(who);
        count++;
        var unused = taken.computeIfAbsent(who, key -> new HashSet<>()).add(place);
        return Optional.of(place);
    }

    /** Those that have begun. */
    private synchronized List<Client> clients(String who) {
        return taken.getOrDefault(who, Set.of()).stream()
                .flatMap(place -> Stream.ofNullable(place.client))
                .toList();
    }

    /** How many are taken. */
    synchronized int count() {
        return count;
    }
}
