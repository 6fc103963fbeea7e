/** Proofs that span the modules: architecture, two engines with one answer, the laws end to end, and the documents. */
@NullMarked
package org.wardflow.proof;

import org.jspecify.annotations.NullMarked;
