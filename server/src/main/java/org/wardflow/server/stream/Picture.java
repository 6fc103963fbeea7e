package org.wardflow.server.stream;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.wardflow.server.feed.Shown;

/**
 * What a channel shows at one moment.
 *
 * @param head what is sent with each change
 * @param tiles by id, in the order to show; each a value with {@code equals} that becomes JSON
 * @param shown what its age goes by
 */
public record Picture(Map<String, Object> head, Map<String, Object> tiles, Shown shown) {
    public Picture {
        head = Collections.unmodifiableMap(new LinkedHashMap<>(head));
        tiles = Collections.unmodifiableMap(new LinkedHashMap<>(tiles));
    }
}
