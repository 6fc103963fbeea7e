/** What runs in one process when Wardflow is up: broker, sources, live thread, inbox, door and watch, put together. */
@NullMarked
package org.wardflow.app.up;

import org.jspecify.annotations.NullMarked;
