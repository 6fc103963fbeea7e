package org.wardflow.app.settings;

/** A password or key. It prints as {@code ***}. */
public final class Secret {
    private final String value;

    Secret(String value) {
        this.value = value;
    }

    /** The value, for the one place that hands it on. */
    public String reveal() {
        return value;
    }

    @Override
    public String toString() {
        return "***";
    }
}
