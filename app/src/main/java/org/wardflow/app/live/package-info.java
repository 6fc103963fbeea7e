/** The running system: sources in, hours closed, cycles run, all on one thread, and what others may know of it. */
@NullMarked
package org.wardflow.app.live;

import org.jspecify.annotations.NullMarked;
