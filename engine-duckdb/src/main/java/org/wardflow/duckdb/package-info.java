/** The SQL engine port on embedded DuckDB. */
@NullMarked
package org.wardflow.duckdb;

import org.jspecify.annotations.NullMarked;
