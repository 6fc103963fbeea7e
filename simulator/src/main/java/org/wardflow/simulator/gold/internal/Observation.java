package org.wardflow.simulator.gold.internal;

/**
 * What was seen of a patient at a time.
 *
 * @param event null for a row of an extract
 */
record Observation(
        Stamp stamp,
        String patientId,
        Attributes attributes,
        @org.jspecify.annotations.Nullable Event event) {}
