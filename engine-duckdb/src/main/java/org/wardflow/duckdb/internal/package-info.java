/** Sessions of the embedded DuckDB, and the SQL that they speak. */
@NullMarked
package org.wardflow.duckdb.internal;

import org.jspecify.annotations.NullMarked;
