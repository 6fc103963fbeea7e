package org.wardflow.flow.cycle;

/**
 * What a replacement of a table's rows wrote; a changed row counts in both.
 *
 * @param rowsAdded rows that are new
 * @param rowsRemoved rows that are gone
 */
public record Replaced(long rowsAdded, long rowsRemoved) {}
