package org.wardflow.proof.architecture.broken.core;

import org.wardflow.proof.architecture.broken.lake.internal.Hidden;

final class UsesLake {
    Hidden hidden() {
        return new Hidden();
    }
}
