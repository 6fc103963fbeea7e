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
        /** Of the sign-in, and of the account. */
        private final List<String> owners;

        private @Nullable Client client;
        private boolean left;

        private Place(List<String> owners) {
            this.owners = owners;
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
                if (!left) {
                    left = true;
                    count--;
                    owners.forEach(owner -> giveBack(owner, this));
                }
            }
        }
    }

    private void giveBack(String owner, Place place) {
        Set<Place> theirs = taken.get(owner);
        if (theirs != null && theirs.remove(place) && theirs.isEmpty()) {
            var unused = taken.remove(owner);
        }
    }

    /**
     * Takes a place; a problem if there is none for whoever asks, or none at all.
     *
     * @param who one name for all that a sign-in opens
     * @param account one for all sign-ins of the same account; empty where these have nothing to do with each other
     */
    Place take(String who, Optional<String> account) {
        List<String> owners = Stream.concat(Stream.of(who), account.stream()).toList();
        return free(owners)
                .or(() -> {
                    // That a page was closed is noticed when something is written to it, which may be at the next but
                    // one sign of life.
                    owners.forEach(owner -> clients(owner).forEach(Client::probe));
                    return free(owners);
                })
                .orElseThrow(() -> new Problem.Refused(
                        Problem.of(429, "Too many pages are open under this sign-in", "Close some, then reload.")));
    }

    private synchronized Optional<Place> free(List<String> owners) {
        if (count >= Hub.STREAMS_MAX) {
            throw new Problem.Refused(Problem.of(503, "Too many pages are open", "Close some, then reload."));
        }
        int most = Hub.OF_ONE_MAX;
        for (String owner : owners) {
            if (taken.getOrDefault(owner, Set.of()).size() >= most) {
                return Optional.empty();
            }
            most = Hub.OF_ACCOUNT_MAX;
        }
        Place place = new Place(owners);
        count++;
        owners.forEach(owner -> {
            var unused = taken.computeIfAbsent(owner, key -> new HashSet<>()).add(place);
        });
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
