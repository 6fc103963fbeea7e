/** How a row of gold came to be: from the bytes that were sent to the figures that are shown. */
@NullMarked
package org.wardflow.app.explain;

import org.jspecify.annotations.NullMarked;
