/** How the parts of the web edge are put together. */
@NullMarked
package org.wardflow.server.internal;

import org.jspecify.annotations.NullMarked;
