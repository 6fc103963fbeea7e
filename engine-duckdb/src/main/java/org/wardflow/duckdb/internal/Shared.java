package org.wardflow.duckdb.internal;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/** What the sessions of an engine have in common: the database in memory that holds their relations, and what is known of files. */
public final class Shared {
    /** The attached database. */
    public static final String DATABASE = "work";

    /** Its only schema. */
    static final String SCHEMA = "main";

    private final Layouts layouts = new Layouts();
    private final RowCopies copies;
    private final long keysAtOnce;
    private final AtomicLong relations = new AtomicLong();
    private final Queue<String> free = new ConcurrentLinkedQueue<>();

    /** @param keysAtOnce most keys of which the rows are computed at once */
    public Shared(RowCopies copies, long keysAtOnce) {
        this.copies = copies;
        this.keysAtOnce = keysAtOnce;
    }

    long keysAtOnce() {
        return keysAtOnce;
    }

    RowCopies copies() {
        return copies;
    }

    Layouts layouts() {
        return layouts;
    }

    /** A name for a table, to be made by CREATE OR REPLACE: an old table may still stand there that nobody uses any more. */
    String newName() {
        String used = free.poll();
        return used != null ? used : DATABASE + "." + SCHEMA + ".r" + relations.incrementAndGet();
    }

    /** Gives a name back whose table is so small that it may stay until another one takes its place: that saves a statement. */
    void free(String name) {
        free.add(name);
    }
}
