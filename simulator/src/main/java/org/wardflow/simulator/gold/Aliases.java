package org.wardflow.simulator.gold;

import java.util.List;
import java.util.Map;

/**
 * Other names that mean an attribute of a message: by its own name, the one that counts before others first.
 *
 * @param patientFlow of the topic patient-flow
 * @param department of the topic department
 * @param vitalSign of the topic vital-sign
 */
public record Aliases(
        Map<String, List<String>> patientFlow,
        Map<String, List<String>> department,
        Map<String, List<String>> vitalSign) {

    /** Every attribute has its own name only. */
    public static final Aliases NONE = new Aliases(Map.of(), Map.of(), Map.of());

    public Aliases {
        patientFlow = Map.copyOf(patientFlow);
        department = Map.copyOf(department);
        vitalSign = Map.copyOf(vitalSign);
    }
}
