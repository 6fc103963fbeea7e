/** Classes built to break a rule. */
@NullMarked
package org.wardflow.proof.architecture.broken.lake.internal;

import org.jspecify.annotations.NullMarked;
