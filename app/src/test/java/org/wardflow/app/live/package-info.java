/** The running system against a source in memory. */
@NullMarked
package org.wardflow.app.live;

import org.jspecify.annotations.NullMarked;
