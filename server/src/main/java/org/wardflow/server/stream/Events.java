package org.wardflow.server.stream;

import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;

/** The text of server-sent events. */
final class Events {
    private Events() {}

    /** A comment, which no reader makes anything of. */
    static byte[] nothing() {
        return ":\n\n".getBytes(StandardCharsets.UTF_8);
    }

    /** An event with data of one line, as JSON is. */
    static byte[] event(String name, OptionalLong id, String data) {
        String head = id.isPresent() ? "id: " + id.getAsLong() + "\n" : "";
        return (head + "event: " + name + "\ndata: " + data + "\n\n").getBytes(StandardCharsets.UTF_8);
    }
}
