/** The parts of the expected gold: reading, row rules, identity, fold, dimensions, hours, quality. */
@NullMarked
package org.wardflow.simulator.gold.internal;

import org.jspecify.annotations.NullMarked;
