package org.wardflow.proof.architecture.broken.flow.one;

import org.wardflow.proof.architecture.broken.flow.two.internal.Two;

/** One half of a cycle. */
public final class One {
    Two other() {
        return new Two();
    }
}
