package org.wardflow.flow.check;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.wardflow.flow.content.Content;
import org.wardflow.flow.content.Csv;
import org.wardflow.flow.content.Example;
import org.wardflow.flow.contract.Contract;
import org.wardflow.flow.contract.ContractColumn;

/**
 * Rows of a table as its contract allows them, of few values: those that the worked examples hold, so that they mean something to the
 * models, and a few of the type.
 */
final class RandomRows {
    /** So few values a column, that keys meet. */
    private static final int VALUES_MAX = 5;

    private final Contract contract;
    private final List<List<@Nullable String>> values = new ArrayList<>();
    private final List<List<@Nullable String>> whole = new ArrayList<>();

    RandomRows(Content content, Contract contract, Random random) {
        this.contract = contract;
        String table = contract.table().toString();
        for (Example example : content.examples()) {
            Csv given = example.given().get(table);
            if (given != null) {
                given.rows().forEach(row -> whole.add(aligned(given, row)));
            }
            if (example.of().equals(table)) {
                example.expected().rows().forEach(row -> whole.add(aligned(example.expected(), row)));
            }
        }
        Collections.shuffle(whole, random);
        for (int i = 0; i < contract.columns().size(); i++) {
            values.add(values(i, random));
        }
    }

    private List<@Nullable String> aligned(Csv csv, List<@Nullable String> row) {
        List<@Nullable String> aligned = new ArrayList<>();
        for (ContractColumn column : contract.columns()) {
            int place = csv.header().indexOf(column.name());
            aligned.add(place < 0 ? null : row.get(place));
        }
        return aligned;
    }

    private List<@Nullable String> values(int place, Random random) {
        ContractColumn column = contract.columns().get(place);
        Set<String> pool = new LinkedHashSet<>();
        for (List<@Nullable String> row : whole) {
            String value = row.get(place);
            if (value != null && pool.size() < VALUES_MAX - 1) {
                pool.add(value);
            }
        }
        for (int i = 0; i < 2; i++) {
            pool.add(
                    switch (column.type()) {
                        case STRING, BINARY -> "v" + i;
                        case BOOLEAN -> String.valueOf(i == 0);
                        case INT, BIGINT -> String.valueOf(i + 1);
                        case DECIMAL -> i + ".5";
                        case DATE -> "2026-03-0" + (1 + random.nextInt(4));
                        case TIMESTAMP -> "2026-03-0" + (1 + random.nextInt(4)) + "T0" + random.nextInt(9) + ":00:00Z";
                    });
        }
        List<@Nullable String> list = new ArrayList<>(pool);
        if (!column.required()) {
            list.add(null);
        }
        return list;
    }

    /** A row; half of them are a worked example's with some columns changed. */
    List<@Nullable String> next(Random random) {
        boolean known = !whole.isEmpty() && random.nextBoolean();
        List<@Nullable String> example = known ? whole.get(random.nextInt(whole.size())) : List.of();
        List<@Nullable String> row = new ArrayList<>();
        for (int i = 0; i < contract.columns().size(); i++) {
            List<@Nullable String> pool = values.get(i);
            String value = known ? example.get(i) : null;
            boolean keeps = known
                    && random.nextInt(6) > 0
                    && (value != null || !contract.columns().get(i).required());
            row.add(keeps ? value : pool.get(random.nextInt(pool.size())));
        }
        return row;
    }
}
