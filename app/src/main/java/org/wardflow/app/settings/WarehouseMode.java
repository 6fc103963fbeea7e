package org.wardflow.app.settings;

/** Where the warehouse is. */
public enum WarehouseMode {
    /** A PostgreSQL that comes with this program and runs beside it. */
    EMBEDDED,
    /** A PostgreSQL elsewhere. */
    SERVER,
    /** Nowhere. */
    OFF
}
