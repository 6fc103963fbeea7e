package org.wardflow.proof.architecture.broken.flow.unmarked;

final class Unmarked {}
