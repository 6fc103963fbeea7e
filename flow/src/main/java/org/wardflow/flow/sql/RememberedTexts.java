package org.wardflow.flow.sql;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The words of the texts asked for last: a cycle asks for those of its models, and of what surrounds them, again and again. Safe
 * for all threads.
 */
final class RememberedTexts {
    /** In all texts together; their words take some 20 times as many bytes. */
    static final int CHARS_MAX = 2_000_000;

    /** A longer text, as that of a person may be, is not remembered. */
    static final int TEXT_CHARS_MAX = 65_536;

    private final Map<String, SqlText> byText = new LinkedHashMap<>(16, 0.75f, true);
    private int chars;

    SqlText of(String sql) {
        if (sql.length() > TEXT_CHARS_MAX) {
            return SqlText.split(sql);
        }
        SqlText known = find(sql);
        return known == null ? remember(sql, SqlText.split(sql)) : known;
    }

    private synchronized @Nullable SqlText find(String sql) {
        return byText.get(sql);
    }

    private synchronized SqlText remember(String sql, SqlText words) {
        if (byText.put(sql, words) == null) {
            chars += sql.length();
        }
        Iterator<String> longestUnused = byText.keySet().iterator();
        while (chars > CHARS_MAX) {
            chars -= longestUnused.next().length();
            longestUnused.remove();
        }
        return words;
    }

    /** Of the texts that are remembered. */
    synchronized int chars() {
        return chars;
    }
}
