@NullMarked
package org.wardflow.flow.cycle;

import org.jspecify.annotations.NullMarked;
