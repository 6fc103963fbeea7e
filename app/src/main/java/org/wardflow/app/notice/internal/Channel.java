package org.wardflow.app.notice.internal;

import java.util.Optional;

/** A way to reach the owner. */
public interface Channel {
    /** What settings and files call it. */
    String name();

    /** Where it goes, for people; without anything secret. */
    String target();

    /**
     * Sends one message, within a bounded time.
     *
     * @param dropped earlier messages that will never be delivered
     * @return empty if it was accepted; else why not, in words that hold no secret
     */
    Optional<String> send(Notice notice, long dropped);
}
