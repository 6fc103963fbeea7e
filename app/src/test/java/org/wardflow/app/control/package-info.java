/** The door of the running system. */
@NullMarked
package org.wardflow.app.control;

import org.jspecify.annotations.NullMarked;
