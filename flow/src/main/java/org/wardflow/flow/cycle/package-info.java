/** The cycle: bronze in, every model brought up to date, one manifest. */
@NullMarked
package org.wardflow.flow.cycle;

import org.jspecify.annotations.NullMarked;
