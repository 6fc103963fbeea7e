@NullMarked
package org.wardflow.flow.cycle.internal;

import org.jspecify.annotations.NullMarked;
