/** Reading of one consistent snapshot. */
@NullMarked
package org.wardflow.flow.read;

import org.jspecify.annotations.NullMarked;
