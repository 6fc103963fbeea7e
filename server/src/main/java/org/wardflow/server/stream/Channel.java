package org.wardflow.server.stream;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.wardflow.server.http.Json;

/** What all viewers with the same rights see: the last picture, the last changes, and the streams that are told. */
final class Channel {
    /** Changes kept for a stream that was cut and comes back. */
    static final int CHANGES_MAX = 60;

    private final List<Client> clients = new ArrayList<>();
    private final Deque<Change> changes = new ArrayDeque<>();
    private @Nullable Picture picture;
    private long number;

    private static final class Change {
        private final long number;
        private final byte[] event;

        private Change(long number, byte[] event) {
            this.number = number;
            this.event = event;
        }
    }

    /** @param first the number that the next picture gets; it grows from one start of the process to the next */
    Channel(long first) {
        this.number = first;
    }

    /** Adds a stream: what it missed since the change that it saw last, or all there is. */
    synchronized void add(Client client, OptionalLong last) {
        clients.add(client);
        if (picture == null) {
            return;
        }
        long oldest = changes.isEmpty() ? number + 1 : changes.getFirst().number;
        if (last.isPresent() && last.getAsLong() <= number && last.getAsLong() >= oldest - 1) {
            changes.stream()
                    .filter(change -> change.number > last.getAsLong())
                    .forEach(change -> client.offer(change.event));
        } else {
            client.offer(snapshot(picture));
        }
    }

    /** Tells all streams what is different from the last picture. */
    synchronized void show(Picture next) {
        Picture before = picture;
        picture = next;
        number++;
        byte[] event;
        if (before == null) {
            changes.clear();
            event = snapshot(next);
        } else {
            Map<String, Object> body = new LinkedHashMap<>(next.head());
            Map<String, Object> changed = new LinkedHashMap<>();
            next.tiles().forEach((id, tile) -> {
                if (!tile.equals(before.tiles().get(id))) {
                    changed.put(id, tile);
                }
            });
            body.put("changed", changed);
            body.put("order", List.copyOf(next.tiles().keySet()));
            event = Events.event("change", OptionalLong.of(number), Json.text(body));
            changes.addLast(new Change(number, event));
            if (changes.size() > CHANGES_MAX) {
                changes.removeFirst();
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
