/** A home's state, kept elsewhere and brought back. */
@NullMarked
package org.wardflow.app.backup;

import org.jspecify.annotations.NullMarked;
