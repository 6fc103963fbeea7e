package org.wardflow.proof.architecture.broken.flow;

import java.time.Instant;

final class ReadsClock {
    Instant time() {
        return Instant.now();
    }
}
