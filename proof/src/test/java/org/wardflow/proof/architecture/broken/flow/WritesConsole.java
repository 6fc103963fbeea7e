package org.wardflow.proof.architecture.broken.flow;

final class WritesConsole {
    void write() {
        System.out.println();
    }
}
