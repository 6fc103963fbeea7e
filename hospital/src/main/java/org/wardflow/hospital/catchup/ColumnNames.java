package org.wardflow.hospital.catchup;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Names of columns for attributes: lower snake case, in need of no quotes in any engine. */
public final class ColumnNames {
    /** Characters of a name; what an attribute's name has more is cut off. */
    public static final int CHARACTERS_MAX = 50;

    /** Of what an attribute's name is that can be looked up in both engines; it begins with none of the last two. */
    static final String LOOKED_UP_CHARACTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_ -";

    static final int LOOKED_UP_CHARACTERS_MAX = 100;

    private static final Pattern LOOKED_UP =
            Pattern.compile("(?![ -])[%s]{1,%s}".formatted(LOOKED_UP_CHARACTERS, LOOKED_UP_CHARACTERS_MAX));

    private static final String PREFIX = "attribute_";

    /** What the names of the model's own expressions begin with. */
    private static final String MODEL = "wardflow_";

    /** Reserved in SQL, DuckDB or Spark; the same for both engines, so that a column has one name. */
    private static final Set<String> RESERVED = Set.of(
            "all",
            "analyse",
            "analyze",
            "and",
            "anti",
            "any",
            "array",
            "as",
            "asc",
            "asof",
            "asymmetric",
            "at",
            "authorization",
            "between",
            "binary",
            "both",
            "by",
            "case",
            "cast",
            "check",
            "collate",
            "collation",
            "column",
            "concurrently",
            "constraint",
            "create",
            "cross",
            "cube",
            "current",
            "date",
            "day",
            "default",
            "deferrable",
            "desc",
            "describe",
            "distinct",
            "do",
            "drop",
            "else",
            "end",
            "escape",
            "except",
            "exists",
            "extract",
            "false",
            "fetch",
            "filter",
            "for",
            "foreign",
            "freeze",
            "from",
            "full",
            "generated",
            "glob",
            "grant",
            "group",
            "grouping",
            "having",
            "hour",
            "ilike",
            "in",
            "initially",
            "inner",
            "intersect",
            "interval",
            "into",
            "is",
            "isnull",
            "join",
            "key",
            "lambda",
            "lateral",
            "leading",
            "left",
            "like",
            "limit",
            "map",
            "maximum",
            "minus",
            "minute",
            "month",
            "natural",
            "not",
            "notnull",
            "null",
            "of",
            "offset",
            "on",
            "only",
            "or",
            "order",
            "outer",
            "over",
            "overlaps",
            "percent",
            "pivot",
            "pivot_longer",
            "pivot_wider",
            "placing",
            "position",
            "positional",
            "primary",
            "qualify",
            "range",
            "references",
            "returning",
            "right",
            "row",
            "rows",
            "second",
            "select",
            "semi",
            "session_user",
            "set",
            "show",
            "similar",
            "some",
            "struct",
            "summarize",
            "symmetric",
            "table",
            "tablesample",
            "then",
            "time",
            "timestamp",
            "to",
            "trailing",
            "trim",
            "true",
            "try_cast",
            "union",
            "unique",
            "unpack",
            "unpivot",
            "user",
            "using",
            "values",
            "variadic",
            "verbose",
            "view",
            "when",
            "where",
            "window",
            "with",
            "within",
            "year");

    private ColumnNames() {}

    /** Whether an attribute can have a column. Any other stays among the others. */
    public static boolean isLookedUp(String attribute) {
        return LOOKED_UP.matcher(attribute).matches();
    }

    /** The name for an attribute by its words; of several attributes with the same words the caller gives it to one. */
    public static String of(String attribute) {
        String words = attribute
                .replaceAll("([a-z0-9])([A-Z])", "$1_$2")
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^a-z0-9]+", "_")
                .replaceAll("^_+|_+$", "");
        boolean plain = words.matches("[a-z].*") && !words.startsWith(MODEL) && !RESERVED.contains(words);
        String name = plain ? words : PREFIX + words;
        return name.substring(0, Math.min(name.length(), CHARACTERS_MAX));
    }
}
