package org.wardflow.core;

import org.jspecify.annotations.Nullable;

/** A problem that the user can act on: what happened, what was found, how to fix it. Never holds a patient value. */
public final class WardflowException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;
    private final String what;
    private final String found;
    private final String fix;

    /**
     * @param what the problem, naming the table, model, file or offset
     * @param found the state that was found, beside the one that was expected
     * @param fix the command or change that resolves it
     */
    public WardflowException(ErrorCode code, String what, String found, String fix) {
        this(code, what, found, fix, null);
    }

    /** As above, keeping the cause for the log; its message must hold no patient value either. */
    public WardflowException(ErrorCode code, String what, String found, String fix, @Nullable Throwable cause) {
        super("WARDFLOW-%s %s: %s\n  Found: %s\n  Fix:   %s".formatted(code.number(), code, what, found, fix), cause);
        this.code = code;
        this.what = what;
        this.found = found;
        this.fix = fix;
    }

    public ErrorCode code() {
        return code;
    }

    public String what() {
        return what;
    }

    public String found() {
        return found;
    }

    public String fix() {
        return fix;
    }
}
