package org.wardflow.flow.engine;

import java.util.OptionalLong;

/**
 * Rows inside an engine.
 *
 * @param text what stands for them after FROM, in the engine's own SQL
 * @param rows how many, if they are known; empty if each use computes them again
 * @param isKept the engine holds them until they are dropped
 */
public record Relation(String text, OptionalLong rows, boolean isKept) {
    /** Rows that each use computes again. */
    public static Relation computed(String text) {
        return new Relation(text, OptionalLong.empty(), false);
    }

    /** Rows that are kept until dropped. */
    public static Relation kept(String text, long rows) {
        return new Relation(text, OptionalLong.of(rows), true);
    }

    /** A counted part of kept rows, which lives as long as they do: to use it twice costs little. */
    public static Relation part(Relation computed, long rows) {
        return new Relation(computed.text(), OptionalLong.of(rows), false);
    }

    /** The number of rows, where it is known. */
    public long size() {
        return rows.orElseThrow(() -> new IllegalStateException("bug: the rows are not counted"));
    }
}
