/** Files into the running system: dropped into a folder, or handed over by a command. */
@NullMarked
package org.wardflow.app.inbox;

import org.jspecify.annotations.NullMarked;
