package org.wardflow.spark.storage;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;

/** Takes secrets out of what a store answers. */
record Redaction(List<String> secrets) {
    private static final String HIDDEN = "***";

    Redaction {
        secrets = List.copyOf(secrets);
    }

    /** Of all secrets that Hadoop is told. */
    static Redaction of(Configuration configuration) {
        List<String> secrets = new ArrayList<>();
        for (Map.Entry<String, String> property : configuration) {
            if (StoreProperties.isSecret(property.getKey())
                    && !property.getValue().isBlank()) {
                secrets.add(property.getValue());
            }
        }
        return new Redaction(secrets);
    }

    /** The same error, or one that holds no secret. */
    Exception clean(Exception error) {
        return isClean(error) ? error : new IOException(clean(words(error)));
    }

    /** The same error, or one that holds no secret. */
    IOException clean(IOException error) {
        return isClean(error) ? error : new IOException(clean(words(error)));
    }

    private boolean isClean(Exception error) {
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            String text = String.valueOf(cause.getMessage());
            if (secrets.stream().anyMatch(text::contains)) {
                return false;
            }
        }
        return true;
    }

    private static String words(Exception error) {
        return error.getClass().getSimpleName() + ": " + error.getMessage();
    }

    private String clean(String text) {
        String clean = text;
        for (String secret : secrets) {
            clean = clean.replace(secret, HIDDEN);
        }
        return clean;
    }
}
