package org.wardflow.proof.architecture.broken.flow;

import java.time.Instant;
import java.util.function.Supplier;

final class HandsOnClock {
    Supplier<Instant> time() {
        return Instant::now;
    }
}
