/** The simulated world, how it reports itself, and what goes wrong on the way. */
@NullMarked
package org.wardflow.simulator.internal;

import org.jspecify.annotations.NullMarked;
