/** Classes built to break a rule. */
@NullMarked
package org.wardflow.proof.architecture.broken.core;

import org.jspecify.annotations.NullMarked;
