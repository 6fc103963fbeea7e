package org.wardflow.core;

/**
 * The engine can do nothing any more for as long as this process lives. An error, since it must not be tried again: whoever meets it ends the process, and
 * a new one has a new engine. It has no stack, as the place where it is met says nothing of why.
 */
public final class EngineLost extends Error {
    private static final long serialVersionUID = 1L;

    private final WardflowException reason;

    /** @param reason what to tell the user */
    public EngineLost(WardflowException reason) {
        super(reason.getMessage(), null, false, false);
        this.reason = reason;
    }

    public WardflowException reason() {
        return reason;
    }
}
