@NullMarked
package org.wardflow.duckdb.internal;

import org.jspecify.annotations.NullMarked;
