package org.wardflow.core;

/**
 * The stable number of each error that a user can meet. A row in {@code docs/errors.md} explains each one.
 *
 * <p>1xxx: command line, settings, home and broker. 2xxx: sources and input. 3xxx: the lake. 4xxx: models and engine. 5xxx: verification. 6xxx:
 * the warehouse.
 */
public enum ErrorCode {
    USAGE(1001),
    SETTING_INVALID(1002),
    SECRET_MISSING(1003),
    HOME_VERSION(1101),
    HOME_LOCKED(1102),
    HOME_MISSING(1103),
    NOT_RUNNING(1104),
    CONTENT_OUTDATED(1105),
    PORT_IN_USE(1201),
    BROKER_FAILED(1202),
    MEMORY_FULL(1203),
    INPUT_MISSING(2001),
    INPUT_EMPTY(2002),
    INPUT_HEADER(2003),
    INPUT_TOO_LARGE(2004),
    INPUT_UNREADABLE(2005),
    INPUT_WAITS(2006),
    SOURCE_GAP(2101),
    SOURCE_UNREACHABLE(2102),
    SOURCE_UNKNOWN(2103),
    TABLE_MISSING(3001),
    TABLE_CORRUPT(3002),
    TABLE_CONFLICT(3003),
    COMMIT_UNKNOWN(3004),
    DISK_FULL(3005),
    DISK_FAILED(3006),
    VERSION_GONE(3007),
    SCHEMA_CHANGE(3008),
    STORE_UNSUITABLE(3009),
    CONTRACT_INVALID(4001),
    MODEL_INVALID(4002),
    MODEL_FAILED(4003),
    QUERY_INVALID(4004),
    ENGINE_FAILED(4005),
    SQL_FAILED(4006),
    VERIFY_NOTHING(5002),
    WAREHOUSE_START(6001),
    WAREHOUSE_UNREACHABLE(6002),
    WAREHOUSE_FAILED(6003),
    ACCESS_UNKNOWN(6004);

    private final int number;

    ErrorCode(int number) {
        this.number = number;
    }

    /** The number behind {@code WARDFLOW-}; it never changes once released. */
    public int number() {
        return number;
    }
}
