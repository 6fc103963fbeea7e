package org.wardflow.app.verify;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.wardflow.flow.contract.Contract;
import org.wardflow.lake.TableName;
import org.wardflow.simulator.gold.ExpectedTable;

/**
 * One table beside the one expected, as bags of rows.
 *
 * @param expected rows
 * @param found rows
 * @param missing expected and not found
 * @param surplus found and not expected
 * @param examples what differs in the first of them, without values that identify a patient
 */
public record TableComparison(
        TableName table, long expected, long found, long missing, long surplus, List<String> examples) {
    /** Differences that are shown of one table. */
    public static final int EXAMPLES_SHOWN = 5;

    private static final DateTimeFormatter MICROS = DateTimeFormatter.ofPattern(
                    "yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final int DECIMAL_DIGITS = 6;

    public TableComparison {
        examples = List.copyOf(examples);
    }

    /** Whether the two are the same bag of rows. */
    public boolean equal() {
        return missing == 0 && surplus == 0;
    }

    /**
     * Compares.
     *
     * @param contract says which columns are the key, and which identify a patient
     * @param rows in the order of the expected columns, as an engine hands them over
     */
    public static TableComparison of(Contract contract, ExpectedTable expected, List<List<@Nullable Object>> rows) {
        Map<List<@Nullable String>, Integer> left = new HashMap<>();
        expected.rows().forEach(row -> left.merge(row, 1, Integer::sum));
        List<List<@Nullable String>> surplus = new ArrayList<>();
        for (List<@Nullable Object> row : rows) {
            List<@Nullable String> text = canonical(row);
            Integer count = left.get(text);
            if (count == null) {
                surplus.add(text);
            } else if (count == 1) {
                left.remove(text);
            } else {
                left.put(text, count - 1);
            }
        }
        List<List<@Nullable String>> missing = new ArrayList<>();
        left.forEach((row, count) -> missing.addAll(Collections.nCopies(count, row)));
        return new TableComparison(
                contract.table(),
                expected.rows().size(),
                rows.size(),
                missing.size(),
                surplus.size(),
                new RowDifferences(contract, expected.columns()).describe(missing, surplus, EXAMPLES_SHOWN));
    }

    private static List<@Nullable String> canonical(List<@Nullable Object> row) {
        List<@Nullable String> texts = new ArrayList<>(row.size());
        for (Object value : row) {
            texts.add(canonical(value));
        }
        return texts;
    }

    private static @Nullable String canonical(@Nullable Object value) {
        if (value instanceof Instant instant) {
            return MICROS.format(instant);
        }
        if (value instanceof BigDecimal decimal) {
            return decimal.setScale(DECIMAL_DIGITS, RoundingMode.UNNECESSARY).toPlainString();
        }
        return value == null ? null : value.toString();
    }
}
