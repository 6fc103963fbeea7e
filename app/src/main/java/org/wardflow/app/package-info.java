/** The command line: what a user can do, and how the parts are put together for it. */
@NullMarked
package org.wardflow.app;

import org.jspecify.annotations.NullMarked;
