package org.wardflow.warehouse;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.wardflow.core.ErrorCode;
import org.wardflow.core.WardflowException;

/**
 * A part of the group of hospitals.
 *
 * @param hospitalId null for all
 * @param department null for all of the hospital
 */
public record Scope(@Nullable String hospitalId, @Nullable String department) {
    /** Everything. */
    public static final Scope EVERYWHERE = new Scope(null, null);

    public Scope {
        if (hospitalId == null && department != null) {
            throw new IllegalArgumentException("A department needs its hospital");
        }
    }

    /** Reads {@code *}, {@code HOSPITAL} or {@code HOSPITAL/DEPARTMENT}; USAGE for anything else. */
    public static Scope parse(String text) {
        if (text.equals("*")) {
            return EVERYWHERE;
        }
        int bar = text.indexOf('/');
        String hospital = bar < 0 ? text : text.substring(0, bar);
        String department = bar < 0 ? null : text.substring(bar + 1);
        if (hospital.isBlank() || (department != null && department.isBlank())) {
            throw new WardflowException(
                    ErrorCode.USAGE, "A scope cannot be read", text, "write HOSPITAL, HOSPITAL/DEPARTMENT or *");
        }
        return new Scope(hospital, department);
    }

    /** Whether it is all there is. */
    public boolean isEverywhere() {
        return hospitalId == null;
    }

    @Override
    public String toString() {
        return isEverywhere()
                ? "*"
                : hospitalId
                        + Optional.ofNullable(department)
                                .map(name -> "/" + name)
                                .orElse("");
    }
}
