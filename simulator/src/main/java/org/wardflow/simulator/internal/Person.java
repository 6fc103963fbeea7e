package org.wardflow.simulator.internal;

import java.time.LocalDate;
import java.time.Period;

/** Someone who may come more than once, with attributes that change. */
final class Person {
    /** The id that new messages carry. */
    String patientId;

    final String gender;
    final LocalDate birthDate;
    String insurance;
    String postalCode;

    /** When an attribute last changed, for the extract. */
    long changedAt;

    /** The end of the last visit. */
    long leftAt;

    /** Nothing happens to the person any more; two ids may still be merged. */
    boolean dead;

    /** Registered a second time under another id, which is not merged yet. */
    boolean registeredTwice;

    /** How often the person has come. */
    int visits;

    /** The gender has been reported as it is; nothing in the world may depend on it. */
    boolean genderReported;

    Person(String patientId, String gender, LocalDate birthDate, String insurance, String postalCode, long now) {
        this.patientId = patientId;
        this.gender = gender;
        this.birthDate = birthDate;
        this.insurance = insurance;
        this.postalCode = postalCode;
        this.changedAt = now;
    }

    int ageAt(LocalDate date) {
        return Math.max(0, Period.between(birthDate, date).getYears());
    }
}
