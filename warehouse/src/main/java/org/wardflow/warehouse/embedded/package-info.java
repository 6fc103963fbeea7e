/** A PostgreSQL server of our own: unpacked, started and stopped with the process that needs it. */
@NullMarked
package org.wardflow.warehouse.embedded;

import org.jspecify.annotations.NullMarked;
