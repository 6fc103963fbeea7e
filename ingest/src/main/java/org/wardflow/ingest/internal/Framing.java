package org.wardflow.ingest.internal;

/** What ends a record. */
public enum Framing {
    /** A line feed, with or without a carriage return before it. */
    LINES,
    /** The same, but not inside double quotes (RFC 4180). */
    QUOTED_LINES
}
