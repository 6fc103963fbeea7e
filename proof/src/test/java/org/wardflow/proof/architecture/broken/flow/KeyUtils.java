package org.wardflow.proof.architecture.broken.flow;

final class KeyUtils {}
