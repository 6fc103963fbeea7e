package org.wardflow.duckdb.internal;

import java.util.concurrent.atomic.AtomicLong;

/** What the sessions of an engine have in common: the database in memory that holds their relations, and what is known of files. */
public final class Shared {
    /** The attached database. */
    public static final String DATABASE = "work";

    /** Its only schema. */
    static final String SCHEMA = "main";

    private final Layouts layouts = new Layouts();
    private final AtomicLong relations = new AtomicLong();

    Layouts layouts() {
        return layouts;
    }

    /** A name for a table that no session has used yet. */
    String newName() {
        return DATABASE + "." + SCHEMA + ".r" + relations.incrementAndGet();
    }
}
