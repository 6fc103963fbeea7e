package org.wardflow.proof.architecture.broken.flow;

abstract class AbstractModel {}
