package org.wardflow.flow.model;

import java.util.List;
import java.util.Optional;
import org.wardflow.flow.contract.Contract;
import org.wardflow.flow.model.internal.HeaderParser;
import org.wardflow.lake.TableName;

/**
 * A table as a pure SELECT over its inputs.
 *
 * @param key columns of the output; empty for {@link Kind#FULL}
 * @param lookups names of code tables, without {@code codes.}
 * @param sql the text, header included
 */
public record Model(
        TableName table,
        Contract contract,
        Kind kind,
        List<String> key,
        List<Input> inputs,
        List<KeysFrom> keysFrom,
        List<String> lookups,
        String sql) {
    /** How a model is brought up to date. */
    public enum Kind {
        /** The rows of touched keys are replaced. */
        KEYED,
        /** All is computed, the difference written. */
        FULL
    }

    public Model {
        key = List.copyOf(key);
        inputs = List.copyOf(inputs);
        keysFrom = List.copyOf(keysFrom);
        lookups = List.copyOf(lookups);
    }

    /**
     * Reads a model; MODEL_INVALID names every problem of its header, and every word that makes its rows depend on more than its inputs.
     *
     * @param file its name in messages
     */
    public static Model parse(Contract contract, String file, String sql) {
        return new HeaderParser(contract, file).parse(sql);
    }

    /** The tables whose change can change this one. */
    public List<TableName> upstream() {
        return inputs.stream().map(Input::table).toList();
    }

    public Optional<Input> input(TableName table) {
        return inputs.stream().filter(input -> input.table().equals(table)).findFirst();
    }

    /** The lines for a table. */
    public List<KeysFrom> keysFrom(TableName changed) {
        return keysFrom.stream().filter(line -> line.table().equals(changed)).toList();
    }
}
