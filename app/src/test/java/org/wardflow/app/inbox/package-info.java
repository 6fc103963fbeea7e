/** Files dropped into a running home. */
@NullMarked
package org.wardflow.app.inbox;

import org.jspecify.annotations.NullMarked;
