package org.wardflow.flow.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.wardflow.flow.sql.SqlText.Kind;
import org.wardflow.flow.sql.SqlText.Token;

/**
 * Finds in a SQL text what gives other rows from the same rows: the machine's clock, chance, and who or where one is. Comments and
 * strings do not count, nor do names that only contain such a word, or are columns of a table ({@code t.now}).
 */
public final class Impure {
    private static final String TIME = "time comes in as data";
    private static final String CHANCE = "the same rows must come out again";
    private static final String PLACE = "the same rows must come out wherever it runs";

    /** Functions of either engine or of PostgreSQL; without a bracket behind them they are names of columns. */
    private static final Set<String> TIME_CALLS = Set.of(
            "now",
            "today",
            "curdate",
            "getdate",
            "sysdate",
            "clock_timestamp",
            "statement_timestamp",
            "transaction_timestamp",
            "timeofday",
            "get_current_time",
            "get_current_timestamp",
            "current_localtime",
            "current_localtimestamp");

    private static final Set<String> CHANCE_CALLS = Set.of(
            "random",
            "rand",
            "randn",
            "randstr",
            "setseed",
            "shuffle",
            "uuid",
            "uuidv4",
            "uuidv7",
            "gen_random_uuid",
            "monotonically_increasing_id",
            "spark_partition_id",
            "txid_current",
            "nextval");

    /** Functions that take the clock where an argument is left out. */
    private static final Set<String> TIME_WITHOUT_ARGUMENT = Set.of("unix_timestamp");

    private static final Set<String> TIME_WITH_ONE_ARGUMENT = Set.of("age");

    /** What SQL itself calls without brackets. */
    private static final Set<String> TIME_WORDS =
            Set.of("current_date", "current_time", "current_timestamp", "localtime", "localtimestamp");

    private static final Set<String> PLACE_WORDS = Set.of(
            "current_user", "session_user", "current_role", "current_catalog", "current_database", "current_schema");

    private static final Set<String> PLACE_CALLS = Set.of(
            "current_setting", "current_timezone", "current_schemas", "current_query", "input_file_name", "version");

    private static final Set<String> SAMPLES = Set.of("tablesample");

    private Impure() {}

    /** Each such word with its line and the reason; empty if there is none. */
    public static List<String> problems(String sql) {
        List<Token> words = new ArrayList<>();
        List<Integer> lines = new ArrayList<>();
        int line = 1;
        for (Token token : SqlText.of(sql).tokens()) {
            if (token.kind() != Kind.SPACE) {
                words.add(token);
                lines.add(line);
            }
            line += (int) token.text().chars().filter(c -> c == '\n').count();
        }
        List<String> problems = new ArrayList<>();
        for (int i = 0; i < words.size(); i++) {
            String reason = reason(words, i);
            if (!reason.isEmpty()) {
                problems.add("line " + lines.get(i) + ": " + words.get(i).text() + ": " + reason);
            }
        }
        return problems;
    }

    /** Empty if there is nothing against a word. */
    private static String reason(List<Token> words, int i) {
        Token token = words.get(i);
        String word = token.lower();
        if (token.kind() == Kind.QUOTED) {
            word = word.substring(1, word.length() - 1);
        } else if (token.kind() != Kind.WORD) {
            return "";
        }
        if (is(words, i + 1, "(")) {
            return ofCall(word, arguments(words, i + 1));
        }
        // Behind a point stands a column; without one the engine takes the word for its own.
        if (token.kind() == Kind.QUOTED || is(words, i - 1, ".")) {
            return "";
        }
        if (TIME_WORDS.contains(word)) {
            return TIME;
        }
        boolean isSample = SAMPLES.contains(word) || (word.equals("sample") && is(words, i - 1, "using"));
        return isSample ? CHANCE : PLACE_WORDS.contains(word) ? PLACE : "";
    }

    private static String ofCall(String word, int arguments) {
        if (TIME_CALLS.contains(word)
                || TIME_WORDS.contains(word)
                || (TIME_WITHOUT_ARGUMENT.contains(word) && arguments == 0)
                || (TIME_WITH_ONE_ARGUMENT.contains(word) && arguments == 1)) {
            return TIME;
        }
        if (CHANCE_CALLS.contains(word) || SAMPLES.contains(word)) {
            return CHANCE;
        }
        return PLACE_CALLS.contains(word) || PLACE_WORDS.contains(word) ? PLACE : "";
    }

    /** How many arguments stand between a bracket and the one that closes it. */
    private static int arguments(List<Token> words, int open) {
        int depth = 0;
        int commas = 0;
        for (int i = open; i < words.size(); i++) {
            String word = words.get(i).text();
            depth += word.equals("(") ? 1 : word.equals(")") ? -1 : 0;
            if (depth == 0) {
                return i == open + 1 ? 0 : commas + 1;
            }
            commas += depth == 1 && word.equals(",") ? 1 : 0;
        }
        return commas + 1;
    }

    private static boolean is(List<Token> words, int i, String text) {
        return i >= 0 && i < words.size() && words.get(i).lower().equals(text);
    }
}
