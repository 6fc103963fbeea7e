package org.wardflow.spark.internal;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.api.java.UDF2;
import org.apache.spark.sql.api.java.UDF3;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;

/** What the prelude says about JSON, in Java: each of its functions of JSON calls one of these. */
public final class JsonFunctions {
    /** As both engines sort texts. */
    private static final Comparator<String> BY_BYTES = Comparator.comparing(UTF8String::fromString);

    private static final int KEY_BYTES_MAX = 500;

    private JsonFunctions() {}

    /** Makes them known to a session of Spark. */
    public static void register(SparkSession spark) {
        var texts = DataTypes.createArrayType(DataTypes.StringType);
        spark.udf().register("wardflow_json_texts", (UDF2<String, String, String[]>) JsonFunctions::texts, texts);
        spark.udf().register("wardflow_json_names", (UDF1<String, String[]>) JsonFunctions::names, texts);
        spark.udf()
                .register(
                        "wardflow_json_nested",
                        (UDF2<String, String, String>) JsonFunctions::nested,
                        DataTypes.StringType);
        spark.udf()
                .register(
                        "wardflow_json_others",
                        (UDF2<String, String, String>) JsonFunctions::others,
                        DataTypes.StringType);
        spark.udf()
                .register(
                        "wardflow_json_renamed",
                        (UDF3<String, String, String, String>) JsonFunctions::renamed,
                        DataTypes.StringType);
    }

    /** The texts of the names; null if it is no object. */
    static @Nullable String @Nullable [] texts(@Nullable String object, @Nullable String names) {
        return read(object)
                .map(attributes -> wanted(names).stream()
                        .map(name -> isTooLong(name, attributes.get(name)) ? null : clean(attributes.get(name)))
                        .toArray(String[]::new))
                .orElse(null);
    }

    /** Its names, sorted, each once. */
    static String @Nullable [] names(@Nullable String object) {
        return read(object)
                .map(attributes -> attributes.keySet().stream().sorted(BY_BYTES).toArray(String[]::new))
                .orElse(null);
    }

    /** Those of the names whose value is, or begins as, an object or an array, or is too long. */
    static @Nullable String nested(@Nullable String object, @Nullable String names) {
        return read(object)
                .map(attributes -> wanted(names).stream()
                        .filter(name -> isNested(attributes.get(name)) || isTooLong(name, attributes.get(name)))
                        .collect(Collectors.joining(",")))
                .filter(found -> !found.isEmpty())
                .orElse(null);
    }

    /** The attributes that are not known, as an object of texts. */
    static @Nullable String others(@Nullable String object, @Nullable String known) {
        return read(object)
                .map(attributes -> others(attributes, wanted(known)))
                .filter(found -> !found.isEmpty())
                .map(found -> "{" + found + "}")
                .orElse(null);
    }

    /**
     * With a key under another name, unless it has that one too. Renames stand within each other: as an expression that names the
     * object thrice they filled the driver's memory with eleven.
     */
    static @Nullable String renamed(@Nullable String object, String oldName, String newName) {
        if (object == null || key(newName).matcher(object).find()) {
            return object;
        }
        return key(oldName).matcher(object).replaceAll(Matcher.quoteReplacement('"' + newName + "\":"));
    }

    private static Pattern key(String name) {
        return Pattern.compile('"' + Pattern.quote(name) + "\"[ \t\n\r]*:");
    }

    private static String others(Map<String, @Nullable String> attributes, List<String> known) {
        return attributes.entrySet().stream()
                .filter(entry -> entry.getValue() != null && !known.contains(entry.getKey()))
                .sorted(Map.Entry.comparingByKey(BY_BYTES))
                .map(entry -> JsonText.quoted(entry.getKey()) + ":" + JsonText.quoted(String.valueOf(entry.getValue())))
                .collect(Collectors.joining(","));
    }

    private static Optional<Map<String, @Nullable String>> read(@Nullable String object) {
        return object == null ? Optional.empty() : JsonObject.read(object);
    }

    private static List<String> wanted(@Nullable String names) {
        return names == null ? List.of() : Arrays.asList(names.split(",", -1));
    }

    private static @Nullable String clean(@Nullable String sent) {
        if (sent == null || isNested(sent)) {
            return null;
        }
        String text = trim(sent);
        return text.isEmpty() ? null : text;
    }

    private static boolean isNested(@Nullable String sent) {
        String text = sent == null ? "" : trim(sent);
        return text.startsWith("{") || text.startsWith("[");
    }

    /** Whether it is too long for what its name says: an id, or a department. */
    private static boolean isTooLong(String name, @Nullable String sent) {
        return sent != null
                && (name.endsWith("_id") || name.equals("department"))
                && UTF8String.fromString(trim(sent)).numBytes() > KEY_BYTES_MAX;
    }

    /** Of spaces, and of nothing else. */
    private static String trim(String text) {
        int from = 0;
        int to = text.length();
        while (from < to && text.charAt(from) == ' ') {
            from++;
        }
        while (from < to && text.charAt(to - 1) == ' ') {
            to--;
        }
        return text.substring(from, to);
    }
}
