package org.wardflow.proof.architecture.broken.lake.internal;

/** Used from outside its module. */
public final class Hidden {}
