package org.wardflow.simulator.internal;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** The people of the region: who comes for the first time, who comes again, how they change. */
final class People {
    private static final long DAY = 86_400;
    private static final int TRIES = 8;

    /** Of those who come to an emergency department. */
    private static final double CHILDREN = 0.27;

    private static final List<String> INSURANCES =
            List.of("Private", "Medicare", "Medicaid", "Self-Pay", "Employer-Sponsored");

    private final Chance chance;
    private final List<Person> known = new ArrayList<>();
    private long numbers;

    People(Chance chance) {
        this.chance = chance;
    }

    /** Someone for a department, seldom met before. */
    Person arrive(String department, LocalDate today, long now) {
        return chance.happens(0.22)
                ? knownFor(department, today, now).orElseGet(() -> remember(stranger(department, today, now)))
                : remember(stranger(department, today, now));
    }

    /** Someone who comes this once. */
    Person stranger(String department, LocalDate today, long now) {
        String gender = department.equals(Wards.MATERNITY) ? "Female" : gender();
        long years = switch (department) {
            case Wards.PEDIATRICS -> chance.between(0, 16);
            case Wards.MATERNITY -> chance.between(18, 43);
            case Facility.EMERGENCY -> chance.happens(CHILDREN) ? chance.between(0, 17) : chance.between(18, 92);
            default -> chance.between(25, 97);
        };
        LocalDate birthDate = today.minusYears(years).minusDays(chance.between(0, 364));
        return new Person(newId(), gender, birthDate, insurance(years), postalCode(), now);
    }

    private String gender() {
        boolean male = chance.happens(0.51);
        return chance.happens(0.015) ? "Other" : male ? "Male" : "Female";
    }

    private Person remember(Person person) {
        known.add(person);
        return person;
    }

    private Optional<Person> knownFor(String department, LocalDate today, long now) {
        for (int i = 0; i < TRIES && !known.isEmpty(); i++) {
            Person person = chance.pick(known);
            boolean away =
                    !person.dead && person.leftAt != 0 && person.leftAt < now - 2 * DAY && !person.registeredTwice;
            if (away && Wards.fits(department, person, person.ageAt(today))) {
                person.leftAt = 0;
                return Optional.of(person);
            }
        }
        return Optional.empty();
    }

    String newId() {
        return "P" + (1_000_000 + ++numbers);
    }

    /** Changes an attribute now and then. */
    void maybeChange(Person person, long now) {
        if (chance.happens(0.10)) {
            person.insurance = chance.pick(INSURANCES);
            person.changedAt = now;
        }
        if (chance.happens(0.05)) {
            person.postalCode = postalCode();
            person.changedAt = now;
        }
    }

    private String insurance(long years) {
        return years >= 65 && chance.happens(0.9) ? "Medicare" : chance.pick(INSURANCES);
    }

    private String postalCode() {
        return Long.toString(60_000 + chance.between(1, 900));
    }

    /** Everybody on the register, the dead too, in order of first arrival. */
    List<Person> known() {
        return Collections.unmodifiableList(known);
    }
}
