package org.wardflow.proof.architecture.broken.flow;

import io.delta.kernel.types.StringType;

final class UsesDelta {
    StringType type() {
        return StringType.STRING;
    }
}
