@NullMarked
package org.wardflow.warehouse;

import org.jspecify.annotations.NullMarked;
