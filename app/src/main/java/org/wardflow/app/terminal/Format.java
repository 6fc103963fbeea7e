package org.wardflow.app.terminal;

/** How a result is printed. */
public enum Format {
    /** Aligned columns, for people. */
    TABLE,
    /** RFC 4180, but lines end with a line feed alone, as shells expect; nothing between separators is null, {@code ""} is the empty text. */
    CSV,
    /** An array of objects, one to a line. */
    JSON
}
