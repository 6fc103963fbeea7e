package org.wardflow.flow.contract;

import org.wardflow.lake.Column;
import org.wardflow.lake.ColumnType;

/**
 * A column as the contract describes it.
 *
 * @param isUnclassified nobody has said yet what it is: it counts as PHI, and is masked for everyone
 * @param description with unit and source
 */
public record ContractColumn(
        String name,
        ColumnType type,
        boolean required,
        boolean primaryKey,
        Classification classification,
        boolean isUnclassified,
        String description) {
    /** How much a value says about a person. */
    public enum Classification {
        PUBLIC,
        OPERATIONAL,
        DEMOGRAPHIC,
        PSEUDONYM,
        PHI;

        /** Values of PHI and PSEUDONYM identify a person. */
        public boolean identifies() {
            return this == PHI || this == PSEUDONYM;
        }

        /** Values of these tell something about one person, also without telling who. */
        public boolean isPersonal() {
            return identifies() || this == DEMOGRAPHIC;
        }
    }

    /** As the lake stores it. */
    public Column column() {
        return new Column(name, type, required, classification.isPersonal());
    }
}
