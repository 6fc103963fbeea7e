/** Computing tables again from bronze, beside what stands. */
@NullMarked
package org.wardflow.app.rebuild;

import org.jspecify.annotations.NullMarked;
