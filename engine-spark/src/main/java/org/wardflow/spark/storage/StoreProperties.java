package org.wardflow.spark.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.wardflow.core.ErrorCode;
import org.wardflow.core.WardflowException;

/**
 * Spark's properties with their secrets. On a command line and in a file a secret stands as {@code ${env:NAME}} or {@code ${file:PATH}}; here it
 * is put in, and goes to the executors by Spark's own messages.
 */
public final class StoreProperties {
    private static final Pattern REFERENCE = Pattern.compile("\\$\\{(env|file):([^}]+)}");

    /** Spark hides the values of such properties wherever it prints them. */
    private static final String SECRET =
            "(?i)secret|password|token|access[.]?key|account[.]key|encryption[.-]key|azure[.]sas[.]|provided-key";

    private static final Pattern IS_SECRET = Pattern.compile(SECRET);

    /** Whatever else the name holds: a bucket, a container or an account is named as its owner likes. */
    private static final Pattern IS_SECRET_SURELY =
            Pattern.compile("(?i)(?:secret|access|encryption)[.-]?key$|(?:secret|password|token)$"
                    + "|(?:account[.]key|client[.]secret|user[.]password|fixed[.]token)(?:[.]|$)");

    /** These only say where a secret is: by the end of the name, before which account it is of. */
    private static final Pattern POINTS_TO_SECRET = Pattern.compile(
            "(?i)(?:file|path|[.]provider|provider[.]type|endpoint|endpoint[.]region)(?:[.][^.]+[.](?:dfs|blob)[.].+)?$");

    private static final String HADOOP = "spark.hadoop.";

    private StoreProperties() {}

    /**
     * Resolves references. SETTING_INVALID if a secret stands there itself, SECRET_MISSING if one is not where its reference points.
     *
     * @param environment where {@code ${env:NAME}} looks
     */
    public static Map<String, String> resolve(Map<String, String> properties, Map<String, String> environment) {
        Map<String, String> resolved = new HashMap<>();
        ObjectStore.DEFAULTS.forEach((name, value) -> resolved.put(HADOOP + name, value));
        resolved.put("spark.redaction.regex", SECRET);
        properties.forEach((name, value) -> {
            if (isSecret(name) && !REFERENCE.matcher(value).find()) {
                throw new WardflowException(
                        ErrorCode.SETTING_INVALID,
                        "The property " + name + " holds a secret",
                        "the secret itself",
                        "write ${env:NAME} or ${file:PATH} instead");
            }
            resolved.put(name, resolve(name, value, environment));
        });
        return Map.copyOf(resolved);
    }

    /** Whether the value of a property is a secret, by its name. */
    static boolean isSecret(String name) {
        return IS_SECRET_SURELY.matcher(name).find()
                || (IS_SECRET.matcher(name).find()
                        && !POINTS_TO_SECRET.matcher(name).find());
    }

    /** What Hadoop is told: Spark's properties that are meant for it, over those of this machine. */
    public static Configuration hadoop(Map<String, String> resolved) {
        SparkConf spark = new SparkConf();
        resolved.forEach(spark::set);
        return SparkHadoopUtil.get().newConfiguration(spark);
    }

    private static String resolve(String name, String text, Map<String, String> environment) {
        Matcher reference = REFERENCE.matcher(text);
        StringBuilder resolved = new StringBuilder();
        while (reference.find()) {
            Optional<String> value = reference.group(1).equals("env")
                    ? Optional.ofNullable(environment.get(reference.group(2)))
                    : content(Path.of(reference.group(2)));
            String found = value.orElseThrow(() -> new WardflowException(
                    ErrorCode.SECRET_MISSING,
                    "The property " + name + " cannot be set",
                    reference.group() + " is not there",
                    "set that variable, or write that file, where the job's driver runs"));
            reference.appendReplacement(resolved, Matcher.quoteReplacement(found));
        }
        return reference.appendTail(resolved).toString();
    }

    private static Optional<String> content(Path file) {
        try {
            return Optional.of(Files.readString(file).strip());
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
