/** The rules of the house, held against the compiled classes and the sources. */
@NullMarked
package org.wardflow.proof.architecture;

import org.jspecify.annotations.NullMarked;
