package org.wardflow.proof.architecture.broken.flow;

import java.util.Random;

final class DrawsChance {
    Random random() {
        return new Random();
    }
}
