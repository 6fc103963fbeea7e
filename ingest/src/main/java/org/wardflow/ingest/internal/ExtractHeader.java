package org.wardflow.ingest.internal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.wardflow.core.ErrorCode;
import org.wardflow.core.WardflowException;
import org.wardflow.flow.contract.BronzeSource.ExtractColumn;

/** A CSV header, mapped to a contract's columns. A name that the contract does not know is kept as it was sent. */
public final class ExtractHeader {
    private static final Pattern NAME = Pattern.compile("\\p{L}[\\p{L}\\p{N} _.-]{0,62}");

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
        for (int i = 0; i < found.size(); i++) {
            String text = found.get(i).strip();
            names.add(text.isEmpty() ? "column_" + (i + 1) : known.getOrDefault(plain(text), text));
        }
        List<String> missing = columns.stream()
                .filter(column -> column.required() && !names.contains(column.name()))
                .map(ExtractColumn::name)
                .toList();
        String shown = shown(found, known);
        if (!missing.isEmpty()) {
            throw refused("The header of " + file + " lacks " + String.join(", ", missing), shown, columns);
        }
        if (new HashSet<>(names).size() < names.size()) {
            throw refused("The header of " + file + " names a column twice", shown, columns);
        }
        return new ExtractHeader(names);
    }

    /** What may be shown of a first line: in a file without a header it holds a patient's values. */
    private static String shown(List<String> found, Map<String, String> known) {
        if (found.stream().noneMatch(text -> known.containsKey(plain(text)))) {
            return "a first line of %s values, none of which the contract knows as a name".formatted(found.size());
        }
        return found.stream()
                .map(text -> NAME.matcher(text.strip()).matches() ? text.strip() : "?")
                .collect(Collectors.joining(", "));
    }

    /** The contract's name, or the one sent, of each column in order. */
    public List<String> names() {
        return names;
    }

    private static WardflowException refused(String what, String found, List<ExtractColumn> columns) {
        List<String> expected = columns.stream()
                .map(column -> column.name() + (column.required() ? " (required)" : ""))
                .toList();
        return new WardflowException(
                ErrorCode.INPUT_HEADER,
                what,
                found + "; expected " + String.join(", ", expected),
                "rename a column in the file, or add its name to the aliases of the bronze contract in the home's content folder");
    }

    private static String plain(String text) {
        return text.strip().toLowerCase(Locale.ROOT).replaceAll("[\\s_-]", "");
    }
}
