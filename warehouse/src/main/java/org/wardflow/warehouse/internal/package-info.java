/** Inside of the warehouse. */
@NullMarked
package org.wardflow.warehouse.internal;

import org.jspecify.annotations.NullMarked;
