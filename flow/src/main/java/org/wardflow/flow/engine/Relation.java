package org.wardflow.flow.engine;

/**
 * Rows inside one session.
 *
 * @param text what stands for them after FROM, in the engine's own SQL
 * @param stored the rows are materialised; otherwise each use computes them again
 */
public record Relation(String text, boolean stored) {}
