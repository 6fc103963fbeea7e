package org.wardflow.flow.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.wardflow.flow.sql.Impure;
import org.wardflow.flow.sql.SqlText;
import org.wardflow.flow.sql.SqlText.Kind;
import org.wardflow.flow.sql.SqlText.Token;

/** Finds in a model what the portable subset leaves out: what the engines do differently, or one of them not at all. */
public final class Linter {
    private static final Map<String, String> WORDS = Map.ofEntries(
            Map.entry("hash", "each engine has its own"),
            Map.entry("unnest", "use cross join lateral explode(array) as t(c)"),
            Map.entry("exclude", "name the columns"),
            Map.entry("double", "use decimal: sums of doubles depend on their order"),
            Map.entry("float", "use decimal: sums of doubles depend on their order"),
            Map.entry("real", "use decimal: sums of doubles depend on their order"),
            Map.entry("array_agg", "the order depends on the engine"),
            Map.entry("any_value", "which one depends on the engine"));

    /** Functions whose result over a window depends on its frame; the others ignore it. */
    private static final Set<String> FRAMED = Set.of(
            "sum", "count", "min", "max", "avg", "first_value", "last_value", "nth_value", "bool_or", "bool_and");

    private static final Pattern TIME_AS_TEXT = Pattern.compile(
            "cast\\s*\\(\\s*(\\w+\\s*\\.)?(\\w*_ts|valid_from|valid_to|hour_start)\\s+as\\s+(string|varchar)");

    private Linter() {}

    /** What is wrong with a text; empty if it is portable as far as words can tell. */
    public static List<String> problems(String sql) {
        List<Token> words = SqlText.of(sql).words();
        List<String> problems = new ArrayList<>(Impure.problems(sql));
        for (int i = 0; i < words.size(); i++) {
            Token word = words.get(i);
            String reason = word.kind() == Kind.WORD && !follows(words, i, ".") ? WORDS.get(word.lower()) : null;
            if (reason != null) {
                problems.add(word.text() + ": " + reason);
            } else if (word.kind() == Kind.QUOTED) {
                problems.add(word.text() + ": names stand without quotes");
            } else if (word.text().equals(">") && follows(words, i, "-")) {
                problems.add("->: no lambdas and no arrows");
            } else if (word.text().equals("[")) {
                problems.add("[: use array(…) and element_at");
            } else if (word.text().equals("/") && follows(words, i, "/")) {
                problems.add("//: use floor");
            } else if (word.lower().equals("over") && isUnframed(words, i)) {
                problems.add("over: " + function(words, i) + " over an order needs an explicit rows frame");
            }
        }
        if (hasOuterStar(words)) {
            problems.add("*: the outer select names its columns");
        }
        StringBuilder text = new StringBuilder();
        words.forEach(word -> text.append(word.lower()).append(word.kind() == Kind.WORD ? " " : ""));
        if (TIME_AS_TEXT.matcher(text).find()) {
            problems.add("cast: a timestamp is never cast to text, the engines print it differently");
        }
        return problems;
    }

    private static boolean follows(List<Token> words, int i, String before) {
        return i > 0 && words.get(i - 1).text().equals(before);
    }

    private static boolean hasOuterStar(List<Token> words) {
        int depth = 0;
        boolean selected = false;
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i).lower();
            depth += word.equals("(") ? 1 : word.equals(")") ? -1 : 0;
            if (depth == 0 && word.equals("select")) {
                selected = true;
            } else if (depth == 0 && word.equals("from")) {
                selected = false;
            } else if (depth == 0 && selected && word.equals("*")) {
                String before = words.get(i - 1).lower();
                if (Set.of("select", "distinct", ",", ".").contains(before)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean isUnframed(List<Token> words, int over) {
        if (!FRAMED.contains(function(words, over)) || over + 1 >= words.size()) {
            return false;
        }
        boolean ordered = false;
        int depth = 0;
        for (int i = over + 1; i < words.size(); i++) {
            String word = words.get(i).lower();
            depth += word.equals("(") ? 1 : word.equals(")") ? -1 : 0;
            if (depth == 0) {
                return ordered;
            }
            ordered |= depth == 1 && word.equals("order");
            if (depth == 1 && word.equals("rows")) {
                return false;
            }
        }
        return ordered;
    }

    /** The function before {@code over}. */
    private static String function(List<Token> words, int over) {
        int depth = 0;
        for (int i = over - 1; i >= 0; i--) {
            String word = words.get(i).lower();
            depth += word.equals(")") ? 1 : word.equals("(") ? -1 : 0;
            if (depth == 0 && word.equals("(")) {
                return i > 0 ? words.get(i - 1).lower() : "";
            }
        }
        return "";
    }
}
