/** The port behind which SQL engines run: relations, scans of data files, Parquet out. */
@NullMarked
package org.wardflow.flow.engine;

import org.jspecify.annotations.NullMarked;
