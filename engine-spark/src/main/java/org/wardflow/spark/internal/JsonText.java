package org.wardflow.spark.internal;

import com.fasterxml.jackson.core.io.NumberOutput;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.HexFormat;

/** Values as JSON text, in the spelling of the other engine. */
final class JsonText {
    /** A number with more digits than these before the point has an exponent. */
    private static final int POINT_MAX = 21;

    /** And so has one with so many zeros behind the point. */
    private static final int POINT_MIN = -6;

    private static final int FIRST_PRINTABLE = 0x20;

    private JsonText() {}

    static String quoted(String text) {
        StringBuilder quoted = new StringBuilder(text.length() + 2).append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> quoted.append("\\\"");
                case '\\' -> quoted.append("\\\\");
                case '\b' -> quoted.append("\\b");
                case '\f' -> quoted.append("\\f");
                case '\n' -> quoted.append("\\n");
                case '\r' -> quoted.append("\\r");
                case '\t' -> quoted.append("\\t");
                default -> {
                    if (c < FIRST_PRINTABLE) {
                        quoted.append("\\u")
                                .append(HexFormat.of().withUpperCase().toHexDigits(c));
                    } else {
                        quoted.append(c);
                    }
                }
            }
        }
        return quoted.append('"').toString();
    }

    /** As sent, but for a zero. */
    static String integer(String sent) {
        return sent.equals("-0") ? "0" : sent;
    }

    /** The fewest digits that name the same 64-bit float; as sent if it is beyond them. */
    static String fraction(String sent) {
        double number = Double.parseDouble(sent);
        if (Double.isInfinite(number)) {
            return sent;
        }
        String sign = Double.doubleToRawLongBits(number) < 0 ? "-" : "";
        if (number == 0) {
            return sign + "0.0";
        }
        BigDecimal shortest = shortest(Math.abs(number));
        String digits = shortest.unscaledValue().toString();
        int point = digits.length() - shortest.scale();
        return sign + (point > POINT_MAX || point <= POINT_MIN ? scientific(digits, point) : plain(digits, point));
    }

    /** Java's shortest has two digits at least, which for the very smallest is one too many. */
    private static BigDecimal shortest(double number) {
        BigDecimal known = new BigDecimal(NumberOutput.toString(number, true)).stripTrailingZeros();
        BigDecimal digit = known.round(new MathContext(1));
        return digit.doubleValue() == number ? digit.stripTrailingZeros() : known;
    }

    private static String scientific(String digits, int point) {
        String rest = digits.length() > 1 ? "." + digits.substring(1) : "";
        return digits.charAt(0) + rest + "e" + (point - 1);
    }

    private static String plain(String digits, int point) {
        if (point <= 0) {
            return "0." + "0".repeat(-point) + digits;
        }
        String whole =
                digits.length() < point ? digits + "0".repeat(point - digits.length()) : digits.substring(0, point);
        return whole + "." + (digits.length() > point ? digits.substring(point) : "0");
    }
}
