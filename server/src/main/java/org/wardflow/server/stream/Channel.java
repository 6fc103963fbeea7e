package org.wardflow.server.stream;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.wardflow.server.feed.Shown;
import org.wardflow.server.http.Json;

/** What all viewers with the same rights see: the last picture, the last changes, and the streams that are told. Safe for all threads. */
final class Channel {
    /** Changes kept for a stream that was cut and comes back. */
    static final int CHANGES_MAX = 60;

    private final List<Client> clients = new ArrayList<>();
    private final Deque<Change> changes = new ArrayDeque<>();
    private final LongSupplier numbers;
    private final Function<Shown, Object> sign;
    private final Shown nothing;
    private @Nullable Picture picture;

    /** Of the newest picture, and of the one before the oldest change that is kept. */
    private long number;

    private long before;

    private static final class Change {
        private final long number;
        private final byte[] event;

        private Change(long number, byte[] event) {
            this.number = number;
            this.event = event;
        }
    }

    /**
     * @param numbers of pictures; none is given twice, to this channel, another, or one of an earlier process
     * @param sign says how old what is shown is
     * @param nothing what is shown until the first picture
     */
    Channel(LongSupplier numbers, Function<Shown, Object> sign, Shown nothing) {
        this.numbers = numbers;
        this.sign = sign;
        this.nothing = nothing;
    }

    /** What its streams show, of which alone its age may be told: others may be further on. */
    synchronized Shown shown() {
        return picture == null ? nothing : picture.shown();
    }

    /** Adds a stream: what it missed since the change that it saw last, or all there is. */
    synchronized void add(Client client, OptionalLong last) {
        clients.add(client);
        if (picture == null) {
            return;
        }
        // Only changes to a picture that this very channel has shown fit the one that the stream still has.
        if (last.isPresent() && isKnown(last.getAsLong())) {
            changes.stream()
                    .filter(change -> change.number > last.getAsLong())
                    .forEach(change -> client.offer(change.event));
            // Each change says how old it was then.
            client.offer(beat());
        } else {
            client.offer(snapshot(picture, number));
        }
    }

    private boolean isKnown(long shown) {
        return shown == before || changes.stream().anyMatch(change -> change.number == shown);
    }

    /** Tells all streams what is different from the last picture. */
    synchronized void show(Picture next) {
        Picture last = picture;
        long shows = numbers.getAsLong();
        byte[] event;
        if (last == null) {
            event = snapshot(next, shows);
            before = shows;
        } else {
            Map<String, Object> body = head(next);
            Map<String, Object> changed = new LinkedHashMap<>();
            next.tiles().forEach((id, tile) -> {
                if (!tile.equals(last.tiles().get(id))) {
                    changed.put(id, tile);
                }
            });
            body.put("changed", changed);
            body.put("order", List.copyOf(next.tiles().keySet()));
            event = Events.event("change", OptionalLong.of(shows), Json.text(body));
            changes.addLast(new Change(shows, event));
            if (changes.size() > CHANGES_MAX) {
                before = changes.removeFirst().number;
            }
        }
        picture = next;
        number = shows;
        clients.forEach(client -> client.offer(event));
    }

    private byte[] snapshot(Picture shown, long shows) {
        Map<String, Object> body = head(shown);
        body.put("tiles", shown.tiles().values());
        return Events.event("snapshot", OptionalLong.of(shows), Json.text(body));
    }

    private Map<String, Object> head(Picture shown) {
        Map<String, Object> head = new LinkedHashMap<>(shown.head());
        head.put("fresh", sign.apply(shown.shown()));
        return head;
    }

    private byte[] beat() {
        return Events.event("beat", OptionalLong.empty(), Json.text(sign.apply(shown())));
    }

    /** Tells all streams that the server is there; lets those go that may not look any more. */
    synchronized void tell() {
        clients.stream().filter(client -> !client.isWelcome()).forEach(Client::end);
        clients.removeIf(Client::isEnded);
        byte[] event = beat();
        clients.forEach(client -> client.offer(event));
    }

    synchronized boolean isEmpty() {
        return clients.isEmpty();
    }

    synchronized void end() {
        clients.forEach(Client::end);
        clients.clear();
    }
}
