package org.wardflow.app.verify;

/**
 * Whether bronze holds what was sent to the topics, each message as often as it was sent.
 *
 * @param lost messages that were sent and are not in bronze, or not that often
 * @param doubled rows that nothing excuses: taken in twice, or in a home that is to have each message once, there more often
 * @param strange messages that were not sent, in a home that nobody else was to send to
 */
public record Received(long lost, long doubled, long strange) {

    /** Whether nothing is amiss. */
    public boolean isComplete() {
        return lost == 0 && doubled == 0 && strange == 0;
    }
}
