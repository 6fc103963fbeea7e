package org.wardflow.app.terminal;

import java.math.BigDecimal;
import java.util.HexFormat;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Values as text: one canonical form for each type, whatever the format around it. */
public final class Cells {
    private Cells() {}

    /** Null as the empty text, instants in ISO form and UTC, binary as UTF-8 where it is text, else in hex. */
    public static String text(@Nullable Object value) {
        if (value == null) {
            return "";
        }
        if (value instanceof BigDecimal decimal) {
            return decimal.signum() == 0 ? "0" : decimal.stripTrailingZeros().toPlainString();
        }
        return value instanceof byte[] bytes ? HexFormat.of().formatHex(bytes) : value.toString();
    }

    /** Without characters that would move the cursor or colour the screen: input is not to steer a terminal. */
    public static String printable(String text) {
        StringBuilder clean = new StringBuilder(text.length());
        text.codePoints()
                .forEach(c -> clean.appendCodePoint(Character.isISOControl(c) || isDirection(c) ? '\uFFFD' : c));
        return clean.toString();
    }

    private static boolean isDirection(int c) {
        return Character.getType(c) == Character.FORMAT || Character.getType(c) == Character.LINE_SEPARATOR;
    }

    /** Padded to a width, counted in code points. */
    public static String pad(String text, int width, boolean right) {
        String space = " ".repeat(Math.max(0, width - width(text)));
        return right ? space + text : text + space;
    }

    /** How many columns of a terminal a text takes, near enough. */
    public static int width(String text) {
        return text.codePointCount(0, text.length());
    }

    /** A number with so many digits after the point. */
    public static String decimal(double number, int digits) {
        return String.format(Locale.ROOT, "%." + digits + "f", number);
    }

    /** A count with separators between thousands. */
    public static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /** A count of things, in the singular for one. */
    public static String count(long number, String thing) {
        return count(number) + " " + thing + (number == 1 ? "" : "s");
    }
}
