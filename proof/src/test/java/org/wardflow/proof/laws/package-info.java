/** The laws, end to end: gold is a pure function of bronze, and equals what the semantics demand. */
@NullMarked
package org.wardflow.proof.laws;

import org.jspecify.annotations.NullMarked;
