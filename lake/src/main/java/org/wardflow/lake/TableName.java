package org.wardflow.lake;

import java.util.regex.Pattern;

/**
 * A table's two-part name.
 *
 * @param layer bronze, silver or gold
 * @param name lower snake case
 */
public record TableName(String layer, String name) implements Comparable<TableName> {
    private static final Pattern PART = Pattern.compile("[a-z][a-z0-9_]{0,62}");

    public TableName {
        if (!PART.matcher(layer).matches() || !PART.matcher(name).matches()) {
            throw new IllegalArgumentException("A table is named layer.name in lower snake case");
        }
    }

    /** Parses {@code layer.name}. */
    public static TableName parse(String text) {
        int dot = text.indexOf('.');
        if (dot < 0) {
            throw new IllegalArgumentException("A table is named layer.name in lower snake case, found " + text);
        }
        return new TableName(text.substring(0, dot), text.substring(dot + 1));
    }

    @Override
    public int compareTo(TableName other) {
        return toString().compareTo(other.toString());
    }

    @Override
    public String toString() {
        return layer + "." + name;
    }
}
