package org.wardflow.simulator;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.wardflow.core.ErrorCode;
import org.wardflow.core.WardflowException;

/**
 * How often each kind of dirt happens: a probability for each occasion. The occasion is a message that could carry it (an age, a
 * department, a type of event), a discharge, an admission or a merge; docs/simulator.md says which.
 */
public record Dirt(Map<Rule, Double> rates) {
    public Dirt {
        rates = Map.copyOf(rates);
    }

    /** A feed without any dirt. */
    public static Dirt none() {
        return new Dirt(Map.of());
    }

    /** Every rule fires in thirty days of seven hospitals, most of them in fourteen. */
    public static Dirt standard() {
        Map<Rule, Double> rates = new EnumMap<>(Rule.class);
        rates.put(Rule.OVERSIZED_PAYLOAD, 0.0001);
        rates.put(Rule.MALFORMED_PAYLOAD, 0.0004);
        rates.put(Rule.MISSING_KEY_FIELD, 0.0004);
        rates.put(Rule.UNKNOWN_EVENT_TYPE, 0.0004);
        rates.put(Rule.UNKNOWN_HOSPITAL, 0.0004);
        rates.put(Rule.UNKNOWN_DEPARTMENT, 0.0006);
        rates.put(Rule.DEPARTMENT_SPELLING, 0.006);
        rates.put(Rule.MISSING_EVENT_TIME, 0.0006);
        rates.put(Rule.FUTURE_EVENT_TIME, 0.0006);
        rates.put(Rule.UNREADABLE_TIME, 0.004);
        rates.put(Rule.AMBIGUOUS_LOCAL_TIME, 1.0);
        rates.put(Rule.AGE_OUT_OF_RANGE, 0.006);
        rates.put(Rule.GENDER_SPELLING, 0.015);
        rates.put(Rule.UNKNOWN_GENDER, 0.004);
        rates.put(Rule.DISPOSITION_SPELLING, 0.02);
        rates.put(Rule.UNKNOWN_DISPOSITION, 0.01);
        rates.put(Rule.BED_STATUS_SPELLING, 0.01);
        rates.put(Rule.UNKNOWN_BED_STATUS, 0.004);
        rates.put(Rule.UNREADABLE_VALUE, 0.004);
        rates.put(Rule.EXACT_DUPLICATE, 0.004);
        rates.put(Rule.EVENT_ID_CONFLICT, 0.0004);
        rates.put(Rule.MERGE_CYCLE, 0.15);
        rates.put(Rule.RETIRED_PATIENT_ID, 0.3);
        rates.put(Rule.NEVER_OPENED, 0.003);
        rates.put(Rule.ENCOUNTER_ID_CONFLICT, 0.003);
        rates.put(Rule.DISCHARGE_BEFORE_ADMISSION, 0.004);
        rates.put(Rule.TRANSFER_AFTER_DISCHARGE, 0.004);
        rates.put(Rule.MOVE_OUTSIDE_VISIT, 0.004);
        rates.put(Rule.SILENT_VISIT, 0.004);
        rates.put(Rule.CONTRADICTORY_IDENTITY, 0.003);
        rates.put(Rule.OVERLAPPING_VISITS, 0.002);
        rates.put(Rule.PATIENT_IN_TWO_BEDS, 0.002);
        rates.put(Rule.TWO_PATIENTS_IN_BED, 0.006);
        return new Dirt(rates);
    }

    /** The probability of a rule's dirt; 0 where none is set. */
    public double rate(Rule rule) {
        return rates.getOrDefault(rule, 0.0);
    }

    /**
     * Resolves what a user gave: {@code default}, {@code none} or a properties file of {@code rule=probability}.
     *
     * @throws WardflowException if the file cannot be read, names an unknown rule or holds no probability
     */
    public static Dirt of(String presetOrFile) {
        return switch (presetOrFile) {
            case "default" -> standard();
            case "none" -> none();
            default -> load(Path.of(presetOrFile));
        };
    }

    private static Dirt load(Path file) {
        try {
            return parse(Files.readString(file, StandardCharsets.UTF_8), file.toString());
        } catch (IOException e) {
            throw new WardflowException(
                    ErrorCode.INPUT_MISSING,
                    "The dirt file cannot be read",
                    file.toString(),
                    "give default, none, or a file of lines such as silent_visit=0.004",
                    e);
        }
    }

    /** Reads the text of a properties file; {@code source} names it in errors. */
    static Dirt parse(String text, String source) {
        Properties lines = new Properties();
        try {
            lines.load(new StringReader(text));
        } catch (IOException | IllegalArgumentException e) {
            throw invalid(source, "it is no properties file", "write lines such as silent_visit=0.004");
        }
        Map<Rule, Double> rates = new EnumMap<>(Rule.class);
        new TreeMap<>(lines).forEach((name, value) -> {
            Rule rule = Rule.of(name.toString())
                    .filter(Rule.ofEvents()::contains)
                    .orElseThrow(() ->
                            invalid(source, "unknown rule " + name, "did you mean " + nearest(name.toString()) + "?"));
            rates.put(
                    rule, probability(source, name.toString(), value.toString().strip()));
        });
        return new Dirt(rates);
    }

    private static double probability(String source, String name, String value) {
        try {
            double probability = Double.parseDouble(value);
            if (probability >= 0 && probability <= 1) {
                return probability;
            }
        } catch (NumberFormatException e) {
            // Falls through to the same refusal as a number out of range.
        }
        throw invalid(source, name + "=" + value, "give a number from 0 to 1");
    }

    private static WardflowException invalid(String source, String found, String fix) {
        return new WardflowException(ErrorCode.SETTING_INVALID, "The dirt in " + source + " is not valid", found, fix);
    }

    private static String nearest(String name) {
        return Rule.ofEvents().stream()
                .map(Rule::id)
                .min(Comparator.comparingInt(id -> distance(id, name)))
                .orElse("");
    }

    /** The Levenshtein distance. */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(change, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
