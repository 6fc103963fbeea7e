package org.wardflow.flow.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A SQL text as words, enough to find and replace the tables that it names; comments and strings are left alone. */
public final class SqlText {
    /** Layers that a table can be in; {@code run} holds the runner's own relations. */
    private static final Set<String> LAYERS = Set.of("bronze", "silver", "gold", "codes", "run");

    /** The loop of a text is possessive: Java's would call itself for each character, and end on a text of some thousand. */
    private static final Pattern TOKEN = Pattern.compile(
            "(?<space>\\s+|--[^\\n]*|/\\*.*?\\*/)|(?<text>'(?:[^']|'')*+')|(?<quoted>\"[^\"]*\"|`[^`]*`)"
                    + "|(?<word>[A-Za-z_][A-Za-z0-9_]*)|(?<number>[0-9][0-9A-Za-z_.]*)|(?<sign>.)",
            Pattern.DOTALL);

    /** Words that may follow a table's name and are no alias of it. */
    private static final Set<String> AFTER_TABLE = Set.of(
            "where",
            "join",
            "left",
            "right",
            "full",
            "inner",
            "cross",
            "natural",
            "on",
            "using",
            "group",
            "order",
            "having",
            "window",
            "union",
            "intersect",
            "except",
            "limit",
            "offset",
            "lateral",
            "semi",
            "anti",
            "qualify",
            "tablesample",
            "asof");

    /** A piece of the text. */
    public record Token(Kind kind, String text) {
        /** The text in lower case, for comparison with key words. */
        public String lower() {
            return text.toLowerCase(Locale.ROOT);
        }
    }

    /** What a piece is. SPACE includes comments. */
    public enum Kind {
        SPACE,
        TEXT,
        QUOTED,
        WORD,
        NUMBER,
        SIGN
    }

    private static final RememberedTexts REMEMBERED = new RememberedTexts();

    private final List<Token> tokens;

    private SqlText(List<Token> tokens) {
        this.tokens = List.copyOf(tokens);
    }

    /** Splits a text; nothing is lost. */
    public static SqlText of(String sql) {
        return REMEMBERED.of(sql);
    }

    static SqlText split(String sql) {
        List<Token> tokens = new ArrayList<>();
        Matcher matcher = TOKEN.matcher(sql);
        while (matcher.find()) {
            for (Kind kind : Kind.values()) {
                if (matcher.group(kind.name().toLowerCase(Locale.ROOT)) != null) {
                    tokens.add(new Token(kind, matcher.group()));
                }
            }
        }
        return new SqlText(tokens);
    }

    /** All pieces; together they are the text. */
    List<Token> tokens() {
        return tokens;
    }

    /** All pieces but space and comments. */
    public List<Token> words() {
        return tokens.stream().filter(token -> token.kind() != Kind.SPACE).toList();
    }

    /** The tables named, as {@code layer.name}, and how often. */
    public Map<String, Integer> tables() {
        Map<String, Integer> found = new TreeMap<>();
        for (int i = 0; i < tokens.size(); i++) {
            if (isTable(i)) {
                found.merge(table(i), 1, Integer::sum);
            }
        }
        return found;
    }

    /**
     * The text with each table replaced.
     *
     * @param relation from {@code layer.name} to what stands for it; a table without alias keeps its name as one
     */
    public String replaceTables(UnaryOperator<String> relation) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < tokens.size(); i++) {
            if (isTable(i)) {
                text.append(relation.apply(table(i)));
                i += 2;
                if (!isAliased(i + 1)) {
                    text.append(" as ").append(tokens.get(i).text());
                }
            } else {
                text.append(tokens.get(i).text());
            }
        }
        return text.toString();
    }

    private String table(int i) {
        return tokens.get(i).lower() + "." + tokens.get(i + 2).lower();
    }

    private boolean isTable(int i) {
        return i + 2 < tokens.size()
                && tokens.get(i).kind() == Kind.WORD
                && LAYERS.contains(tokens.get(i).lower())
                && tokens.get(i + 1).text().equals(".")
                && tokens.get(i + 2).kind() == Kind.WORD
                && (i == 0 || !tokens.get(i - 1).text().equals("."));
    }

    private boolean isAliased(int from) {
        for (int i = from; i < tokens.size(); i++) {
            if (tokens.get(i).kind() != Kind.SPACE) {
                return tokens.get(i).kind() == Kind.WORD
                        && !AFTER_TABLE.contains(tokens.get(i).lower());
            }
        }
        return false;
    }
}
