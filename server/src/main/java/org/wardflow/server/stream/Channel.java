package org.wardflow.server.stream;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.wardflow.server.http.Json;

/** What all viewers with the same rights see: the last picture, the last changes, and the streams that are told. */
final class Channel {
    /** Changes kept for a stream that was cut and comes back. */
    static final int CHANGES_MAX = 60;

    private final List<Client> clients = new ArrayList<>();
    private final Deque<Change> changes = new ArrayDeque<>();
    private final LongSupplier numbers;
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

    /** @param numbers of pictures; none is given twice, to this channel, another, or one of an earlier process */
    Channel(LongSupplier numbers) {
        this.numbers = numbers;
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
        } else {
            client.offer(snapshot(picture));
        }
    }

    private boolean isKnown(long shown) {
        return shown == before || changes.stream().anyMatch(change -> change.number == shown);
    }

    /** Tells all streams what is different from the last picture. */
    synchronized void show(Picture next) {
        Picture last = picture;
        picture = next;
        number = numbers.getAsLong();
        byte[] event;
        if (last == null) {
            before = number;
            event = snapshot(next);
        } else {
            Map<String, Object> body = new LinkedHashMap<>(next.head());
            Map<String, Object> changed = new LinkedHashMap<>();
            next.tiles().forEach((id, tile) -> {
                if (!tile.equals(last.tiles().get(id))) {
                    changed.put(id, tile);
                }
            });
            body.put("changed", changed);
            body.put("order", List.copyOf(next.tiles().keySet()));
            event = Events.event("change", OptionalLong.of(number), Json.text(body));
            changes.addLast(new Change(number, event));
            if (changes.size() > CHANGES_MAX) {
                before = changes.removeFirst().number;
            }
        }
        clients.forEach(client -> client.offer(event));
    }

    private byte[] snapshot(Picture shown) {
        Map<String, Object> body = new LinkedHashMap<>(shown.head());
        body.put("tiles", shown.tiles().values());
        return Events.event("snapshot", OptionalLong.of(number), Json.text(body));
    }

    /** Tells all streams that the server is there; lets those go that may not look any more. Returns how many there are. */
    synchronized int beat(byte[] event) {
        for (Client client : clients) {
            if (client.isWelcome()) {
                client.offer(event);
            } else {
                client.end();
            }
        }
        clients.removeIf(Client::isEnded);
        return clients.size();
    }

    synchronized boolean isEmpty() {
        return clients.isEmpty();
    }

    synchronized void end() {
        clients.forEach(Client::end);
        clients.clear();
    }
}
