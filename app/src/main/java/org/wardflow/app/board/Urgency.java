package org.wardflow.app.board;

/** How much a department asks for attention. Shown by a mark; colour only repeats it. */
public enum Urgency {
    /** No bed for who waits, or fuller than the critical threshold. */
    CRITICAL("!!"),
    /** Fuller than the warning threshold, or its last bed is taken. */
    WARNING("! "),
    /** Nobody knows how many beds it has. */
    UNKNOWN("? "),
    NONE("  ");

    private final String mark;

    Urgency(String mark) {
        this.mark = mark;
    }

    /** Two characters. */
    public String mark() {
        return mark;
    }
}
