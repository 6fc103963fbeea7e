/** Whether a running system stays as it is, for hours. */
@NullMarked
package org.wardflow.app.bench.soak;

import org.jspecify.annotations.NullMarked;
