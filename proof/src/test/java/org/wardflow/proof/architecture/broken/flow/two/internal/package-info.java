/** Classes built to break a rule. */
@NullMarked
package org.wardflow.proof.architecture.broken.flow.two.internal;

import org.jspecify.annotations.NullMarked;
