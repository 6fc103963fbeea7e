/** Files dropped into a running home. */
@NullMarked
package org.wardflow.app.spark;

import org.jspecify.annotations.NullMarked;
