package org.wardflow.server.api;

import java.util.Optional;

/**
 * What a request is answered with.
 *
 * @param type the media type
 * @param body what becomes JSON, or the bytes to send as they are
 * @param object which part of the data was shown, for the audit; no patient value
 * @param rows shown
 * @param version of the data; 0 if none was read
 * @param file the name under which a browser keeps it, if it is to be kept and not shown
 */
public record Answer(String type, Object body, String object, long rows, long version, Optional<String> file) {
    /** What is shown. */
    public Answer(String type, Object body, String object, long rows, long version) {
        this(type, body, object, rows, version, Optional.empty());
    }

    /** JSON that shows no data. */
    public static Answer json(Object body) {
        return new Answer("application/json", body, "-", 0, 0);
    }

    /** JSON that shows data. */
    public static Answer rows(Object body, String object, long rows, long version) {
        return new Answer("application/json", body, object, rows, version);
    }
}
