/** How the running system works. */
@NullMarked
package org.wardflow.app.live.internal;

import org.jspecify.annotations.NullMarked;
