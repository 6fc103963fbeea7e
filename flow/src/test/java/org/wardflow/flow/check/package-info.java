@NullMarked
package org.wardflow.flow.check;

import org.jspecify.annotations.NullMarked;
