/** How long an event takes from the log to gold, at a given rate. */
@NullMarked
package org.wardflow.app.bench.latency;

import org.jspecify.annotations.NullMarked;
