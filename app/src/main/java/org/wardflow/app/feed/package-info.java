/** Simulated messages into a broker. */
@NullMarked
package org.wardflow.app.feed;

import org.jspecify.annotations.NullMarked;
