package org.wardflow.simulator.gold.internal;

import java.util.Comparator;

/** A department of a hospital. */
record Ward(String hospitalId, String department) {
    static final Comparator<Ward> ORDER =
            Comparator.comparing(Ward::hospitalId, Text::compare).thenComparing(Ward::department, Text::compare);
}
