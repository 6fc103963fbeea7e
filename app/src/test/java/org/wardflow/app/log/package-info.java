/** The log of the running system. */
@NullMarked
package org.wardflow.app.log;

import org.jspecify.annotations.NullMarked;
