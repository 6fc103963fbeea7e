package org.wardflow.proof.architecture.broken.flow;

import org.wardflow.core.Phi;

final class RevealsPhi {
    String value(Phi<String> phi) {
        return phi.reveal();
    }
}
