@NullMarked
package org.wardflow.duckdb;

import org.jspecify.annotations.NullMarked;
