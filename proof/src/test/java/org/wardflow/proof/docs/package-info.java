/** The documents: what is generated is fresh, what is linked exists, what is shown runs. */
@NullMarked
package org.wardflow.proof.docs;

import org.jspecify.annotations.NullMarked;
