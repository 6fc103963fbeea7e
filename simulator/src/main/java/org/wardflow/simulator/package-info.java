/** A hospital group as a discrete-event simulation: what happened, what was sent, and which of it was dirty. */
@NullMarked
package org.wardflow.simulator;

import org.jspecify.annotations.NullMarked;
