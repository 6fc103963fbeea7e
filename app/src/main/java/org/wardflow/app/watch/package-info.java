/** Watches the running system, so that its owner is told what does not work. */
@NullMarked
package org.wardflow.app.watch;

import org.jspecify.annotations.NullMarked;
