package org.wardflow.ingest.internal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.wardflow.core.ErrorCode;
import org.wardflow.core.WardflowException;
import org.wardflow.flow.contract.BronzeSource.ExtractColumn;

/** A CSV header, mapped to a contract's columns. A name that the contract does not know is kept as it was sent. */
public final class ExtractHeader {
    private final List<String> names;

    private ExtractHeader(List<String> names) {
        this.names = List.copyOf(names);
    }

    /**
     * Maps a header.
     *
     * @param file for messages
     * @param found the header's texts, in order; throws INPUT_HEADER if a required column is missing or one comes twice
     */
    public static ExtractHeader map(String file, List<String> found, List<ExtractColumn> columns) {
        Map<String, String> known = new HashMap<>();
        for (ExtractColumn column : columns) {
            known.put(plain(column.name()), column.name());
            column.aliases().forEach(alias -> known.put(plain(alias), column.name()));
        }
        List<String> names = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (String text : found) {
            String name = known.getOrDefault(plain(text), text.strip());
            if (!seen.add(name)) {
                throw refused("The header of " + file + " names " + name + " twice", found, columns);
            }
            names.add(name);
        }
        List<String> missing = columns.stream()
                .filter(column -> column.required() && !seen.contains(column.name()))
                .map(ExtractColumn::name)
                .toList();
        if (!missing.isEmpty()) {
            throw refused("The header of " + file + " lacks " + String.join(", ", missing), found, columns);
        }
        return new ExtractHeader(names);
    }

    /** The contract's name, or the one sent, of each column in order. */
    public List<String> names() {
        return names;
    }

    private static WardflowException refused(String what, List<String> found, List<ExtractColumn> columns) {
        List<String> expected = columns.stream()
                .map(column -> column.name() + (column.required() ? " (required)" : ""))
                .toList();
        return new WardflowException(
                ErrorCode.INPUT_HEADER,
                what,
                String.join(", ", found) + "; expected " + String.join(", ", expected),
                "rename a column in the file, or add its name to the aliases of the bronze contract in the home's content folder");
    }

    private static String plain(String text) {
        return text.strip().toLowerCase(Locale.ROOT).replaceAll("[\\s_-]", "");
    }
}
