/** Server-sent events: a snapshot, then what changed. */
@NullMarked
package org.wardflow.server.stream;

import org.jspecify.annotations.NullMarked;
