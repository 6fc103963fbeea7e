package org.wardflow.proof.laws;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Broken copies of a SQL text, each with one small change of its meaning. */
final class Mutants {
    /** What is looked for, and what takes its place. Comments and strings are left alone. */
    private static final List<Map.Entry<String, String>> CHANGES = List.of(
            Map.entry(" <= ", " < "),
            Map.entry(" >= ", " > "),
            Map.entry(" < ", " <= "),
            Map.entry(" > ", " >= "),
            Map.entry(" = ", " <> "),
            Map.entry(" <> ", " = "),
            Map.entry(" desc", " asc"),
            Map.entry(" and ", " or "),
            Map.entry(" or ", " and "),
            Map.entry(" is not null", " is null"),
            Map.entry(" is null", " is not null"),
            Map.entry("is distinct from", "is not distinct from"),
            Map.entry("left join", "join"),
            Map.entry("left anti join", "left semi join"),
            Map.entry("union all", "except"),
            Map.entry("lag(", "lead("),
            Map.entry("lead(", "lag("),
            Map.entry(" + ", " - "),
            Map.entry(" - ", " + "),
            Map.entry("not exists", "exists"));

    /** A changed text, and what was changed where. */
    record Mutant(String sql, String change) {}

    private Mutants() {}

    static List<Mutant> of(String sql) {
        List<Mutant> mutants = new ArrayList<>();
        String visible = blankOut(sql);
        for (Map.Entry<String, String> change : CHANGES) {
            for (int at = visible.indexOf(change.getKey()); at >= 0; at = visible.indexOf(change.getKey(), at + 1)) {
                String changed = sql.substring(0, at)
                        + change.getValue()
                        + sql.substring(at + change.getKey().length());
                long line = sql.substring(0, at).lines().count();
                mutants.add(new Mutant(
                        changed,
                        "line %s: %s → %s: %s"
                                .formatted(
                                        line,
                                        change.getKey().strip(),
                                        change.getValue().strip(),
                                        changed.lines()
                                                .skip(Math.max(0, line - 1))
                                                .findFirst()
                                                .orElse("")
                                                .strip())));
            }
        }
        mutants.add(new Mutant(sql.stripTrailing() + "\nlimit 1", "limit 1 at the end"));
        return mutants;
    }

    /** The text with comments and strings blanked out, everything else where it was. */
    private static String blankOut(String sql) {
        Matcher hidden = Pattern.compile("--[^\n]*|'[^']*'").matcher(sql);
        return hidden.replaceAll(found -> "_".repeat(found.group().length()));
    }
}
