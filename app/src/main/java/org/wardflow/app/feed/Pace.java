package org.wardflow.app.feed;

import java.time.Duration;

/** How fast simulated messages are sent. */
public sealed interface Pace {

    /**
     * When what lies ahead may be sent.
     *
     * @param messages sent by then, since the beginning
     * @param simulated time passed by then, since the beginning
     * @return real time since the beginning
     */
    Duration due(long messages, Duration simulated);

    /** As fast as the broker takes them. */
    record Unlimited() implements Pace {
        @Override
        public Duration due(long messages, Duration simulated) {
            return Duration.ZERO;
        }
    }

    /** So many messages a second, whatever the simulated time. */
    record Rate(int perSecond) implements Pace {
        @Override
        public Duration due(long messages, Duration simulated) {
            return Duration.ofNanos(messages * 1_000_000_000L / perSecond);
        }
    }

    /** So many times as fast as real time. */
    record Speed(int times) implements Pace {
        @Override
        public Duration due(long messages, Duration simulated) {
            return simulated.dividedBy(times);
        }
    }
}
