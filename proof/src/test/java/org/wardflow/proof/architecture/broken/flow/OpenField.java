package org.wardflow.proof.architecture.broken.flow;

final class OpenField {
    public int field;
}
