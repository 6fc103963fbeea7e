/** Who may come in, as whom, and what for. */
@NullMarked
package org.wardflow.server.access;

import org.jspecify.annotations.NullMarked;
