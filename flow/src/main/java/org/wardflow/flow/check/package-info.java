/** Checks that hold for every model: worked examples, the portable subset, incremental = rebuild. */
@NullMarked
package org.wardflow.flow.check;

import org.jspecify.annotations.NullMarked;
