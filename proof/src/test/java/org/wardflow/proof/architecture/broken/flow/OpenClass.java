package org.wardflow.proof.architecture.broken.flow;

/** Public and not final. */
public class OpenClass {}
