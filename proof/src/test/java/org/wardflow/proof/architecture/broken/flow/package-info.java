/** Classes built to break a rule. */
@NullMarked
package org.wardflow.proof.architecture.broken.flow;

import org.jspecify.annotations.NullMarked;
