package org.wardflow.app.command;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** How many of something to show. */
final class Amounts implements ITypeConverter<Integer> {
    /** What one command shows at most. */
    static final int MOST = 1_000_000;

    @Override
    public Integer convert(String text) {
        return upTo(MOST, text);
    }

    /** Reads a number from 1 to {@code most}, which is {@link #MOST} or less. */
    static int upTo(int most, String text) {
        if (text.matches("[0-9]{1,7}")) {
            int amount = Integer.parseInt(text);
            if (amount >= 1 && amount <= most) {
                return amount;
            }
        }
        throw new TypeConversionException("'" + text + "' is no number from 1 to " + most);
    }
}
