package org.wardflow.lake.internal;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * How much of the key filters stays in memory, of all tables together. What is looked up goes through all files of a table, again and
 * again: to give up the one longest unused would give up each just before its turn, so one is drawn. Any thread.
 */
final class KeyFilterRoom {
    /** The part of Java's memory that filters may take: this one of so many. */
    static final int HEAP_SHARE = 2;

    /** That of the process. */
    static final KeyFilterRoom SHARED = new KeyFilterRoom(Runtime.getRuntime().maxMemory() / HEAP_SHARE);

    private final long bytesMax;
    private final List<Place> places = new ArrayList<>();
    private final ReferenceQueue<Tenant> gone = new ReferenceQueue<>();
    private final SplittableRandom random = new SplittableRandom(1);
    private long bytes;

    /** @param bytesMax what all may take together, in bytes */
    KeyFilterRoom(long bytesMax) {
        this.bytesMax = bytesMax;
    }

    /** Who has a place: the filters of one data file. */
    interface Tenant {
        /** Whether it has moved in and has not been told to forget since. */
        boolean hasPlace();

        /** Has to let go of what it holds. Called while the room is locked. */
        void forget();
    }

    /** It goes with its tenant, whom nothing here holds. */
    private static final class Place extends WeakReference<Tenant> {
        private static final int GIVEN_UP = -1;

        private final long bytes;
        private int index;

        Place(Tenant tenant, ReferenceQueue<Tenant> gone, long bytes, int index) {
            super(tenant, gone);
            this.bytes = bytes;
            this.index = index;
        }
    }

    /**
     * Gives a place to a tenant that has none, others give up theirs for it; not to one that is larger than the room. Who has one
     * moves in anew.
     *
     * @param size in bytes
     * @param moveIn makes the tenant hold what the place is for; nobody can ask it to forget in between
     */
    synchronized void take(Tenant tenant, long size, Runnable moveIn) {
        for (Reference<? extends Tenant> each = gone.poll(); each != null; each = gone.poll()) {
            giveUp((Place) each);
        }
        if (tenant.hasPlace()) {
            moveIn.run();
            return;
        }
        if (size > bytesMax) {
            return;
        }
        while (bytes + size > bytesMax) {
            Place drawn = places.get(random.nextInt(places.size()));
            Tenant other = drawn.get();
            if (other != null) {
                other.forget();
            }
            giveUp(drawn);
        }
        places.add(new Place(tenant, gone, size, places.size()));
        bytes += size;
        moveIn.run();
    }

    /** What is taken now, in bytes. */
    synchronized long bytes() {
        return bytes;
    }

    /** The last one moves to its index. A place that was given up comes once more when its tenant goes. */
    private void giveUp(Place place) {
        if (place.index == Place.GIVEN_UP) {
            return;
        }
        Place last = places.remove(places.size() - 1);
        if (last != place) {
            places.set(place.index, last);
            last.index = place.index;
        }
        bytes -= place.bytes;
        place.index = Place.GIVEN_UP;
    }
}
