package org.wardflow.flow.engine;

import java.util.OptionalLong;

/**
 * Rows inside an engine.
 *
 * @param text what stands for them after FROM, in the engine's own SQL
 * @param rows how many, if they are kept; empty if each use computes them again
 */
public record Relation(String text, OptionalLong rows) {
    /** Rows that each use computes again. */
    public static Relation computed(String text) {
        return new Relation(text, OptionalLong.empty());
    }

    /** Rows that are kept until dropped. */
    public static Relation kept(String text, long rows) {
        return new Relation(text, OptionalLong.of(rows));
    }

    public boolean isKept() {
        return rows.isPresent();
    }

    /** The number of rows of a kept relation. */
    public long size() {
        return rows.orElseThrow(() -> new IllegalStateException("bug: the rows are not kept"));
    }
}
