package org.wardflow.hospital.catchup;

import java.util.Collection;
import java.util.Comparator;
import java.util.NavigableSet;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which column holds which attribute: it follows from the columns that a contract declares and from the set of all attributes that were
 * seen, never from what came first. One attribute more adds a column at most, and takes none away.
 */
final class AttributeColumns {
    private AttributeColumns() {}

    /**
     * The attribute of each column, by column. Of attributes that want the same column the one of just that name has it, else the first by
     * name; the others get a number.
     *
     * @param own columns that hold no attribute
     * @param declared the contract's columns for attributes; an attribute of just that name wants no other
     * @param seen attributes, by their names as sent
     */
    static SortedMap<String, String> of(Set<String> own, Set<String> declared, Collection<String> seen) {
        SortedMap<String, NavigableSet<String>> alike = new TreeMap<>();
        for (String name : seen) {
            String wanted = declared.contains(name) ? name : ColumnNames.of(name);
            alike.computeIfAbsent(
                            wanted,
                            column -> new TreeSet<>(Comparator.comparing((String other) -> !other.equals(column))
                                    .thenComparing(Comparator.naturalOrder())))
                    .add(name);
        }
        SortedMap<String, String> columns = new TreeMap<>();
        alike.forEach((wanted, names) -> {
            int nth = own.contains(wanted) ? 2 : 1;
            for (String name : names) {
                while (nth > 1 && isTaken(wanted + "_" + nth, own, alike.keySet())) {
                    nth++;
                }
                columns.put(nth == 1 ? wanted : wanted + "_" + nth, name);
                nth++;
            }
        });
        return columns;
    }

    private static boolean isTaken(String column, Set<String> own, Set<String> wanted) {
        return own.contains(column) || wanted.contains(column);
    }
}
