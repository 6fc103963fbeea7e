package org.wardflow.flow.model;

import java.util.List;
import org.wardflow.lake.TableName;

/** A table that a model reads, and how its rows relate to the model's keys. */
public record Input(TableName table, Binding binding) {
    /** How a row finds its keys. */
    public sealed interface Binding {}

    /** The table has all key columns; a row belongs to the key that it holds. */
    public record ByKey() implements Binding {}

    /** The table has some of the key columns; a row belongs to every key with these values. */
    public record ByPart(List<String> columns) implements Binding {
        public ByPart {
            columns = List.copyOf(columns);
        }
    }

    /** Always read whole; which keys a change touches is said by {@link KeysFrom}. */
    public record Whole() implements Binding {}

    /** The key columns that this table is read by; none if it is read whole. */
    public List<String> boundColumns(List<String> key) {
        if (binding instanceof ByPart part) {
            return part.columns();
        }
        return binding instanceof ByKey ? key : List.of();
    }
}
