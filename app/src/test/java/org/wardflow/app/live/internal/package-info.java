/** Parts of the live thread. */
@NullMarked
package org.wardflow.app.live.internal;

import org.jspecify.annotations.NullMarked;
