/** What the web edge counts about itself. */
@NullMarked
package org.wardflow.server.metrics;

import org.jspecify.annotations.NullMarked;
