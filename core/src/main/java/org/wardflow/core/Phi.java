package org.wardflow.core;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A value that could identify a patient. It prints as {@code Phi[***]}, so a record that holds one is safe to log.
 *
 * @param <T> the protected type
 */
public final class Phi<T> {
    private final T value;

    private Phi(T value) {
        this.value = value;
    }

    /** Wraps a value. */
    public static <T> Phi<T> of(T value) {
        return new Phi<>(value);
    }

    /** Returns the value; for storage and computation only, never for a log, an error message or a metric. */
    public T reveal() {
        return value;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Phi<?> that && value.equals(that.value);
    }

    @Override
    public int hashCode() {
        return Objects.hashCode(value);
    }

    @Override
    public String toString() {
        return "Phi[***]";
    }
}
