package org.wardflow.proof.architecture.broken.flow.two.internal;

import org.wardflow.proof.architecture.broken.flow.one.One;

/** The other half of a cycle. */
public final class Two {
    One other() {
        return new One();
    }
}
