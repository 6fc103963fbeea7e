package org.wardflow.app.terminal;

import java.util.regex.Pattern;

/** Words of commands that a user pastes into a shell. */
public final class ShellWord {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_./:@%+=,-]+");

    private ShellWord() {}

    /** The word, in single quotes if a POSIX shell would take it for something else. */
    public static String of(Object word) {
        String text = String.valueOf(word);
        return PLAIN.matcher(text).matches() ? text : "'" + text.replace("'", "'\\''") + "'";
    }
}
