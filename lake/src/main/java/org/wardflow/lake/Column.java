package org.wardflow.lake;

/**
 * A column of a table.
 *
 * @param required never null; written as a non-nullable Delta field
 * @param phi tells something about one patient: left out of file statistics
 */
public record Column(String name, ColumnType type, boolean required, boolean phi) {}
