/** The same backfill on both engines. */
@NullMarked
package org.wardflow.app.bench.engines;

import org.jspecify.annotations.NullMarked;
