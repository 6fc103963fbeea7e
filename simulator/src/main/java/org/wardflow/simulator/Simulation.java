package org.wardflow.simulator;

import java.time.Instant;
import java.util.List;
import org.wardflow.simulator.internal.World;

/**
 * The Midwest Health Alliance as time goes on. Holds what is under way and the ledger of the truth; not safe for several
 * threads.
 */
public final class Simulation {
    private final SimulationSpec spec;
    private final World world;

    /** Opens the doors at the start; nothing has been sent yet. */
    public Simulation(SimulationSpec spec) {
        this.spec = spec;
        this.world = new World(spec);
    }

    public SimulationSpec spec() {
        return spec;
    }

    /**
     * Lets time pass and returns what was sent up to the time, that included, in the order of sending. May go beyond the days
     * of the spec, for live operation; going back returns nothing.
     */
    public List<SentMessage> advanceTo(Instant time) {
        return world.advanceTo(time.getEpochSecond());
    }

    /** The truth up to now: the world, and the dirt of what was sent. */
    public Ledger ledger() {
        return world.ledger();
    }

    /** The extract {@code departments}, as it was when the doors opened. */
    public String departmentsCsv() {
        return world.departmentsCsv();
    }

    /** The extract {@code patients}: everybody on the register, the dead too, as known now. */
    public String patientsCsv() {
        return world.patientsCsv();
    }

    /** The extract {@code doctors} up to now. */
    public String doctorsCsv() {
        return world.doctorsCsv();
    }
}
