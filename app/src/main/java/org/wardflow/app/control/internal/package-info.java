/** How the door is guarded and what it answers. */
@NullMarked
package org.wardflow.app.control.internal;

import org.jspecify.annotations.NullMarked;
