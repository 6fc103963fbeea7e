/** Gold against the gold that is expected, and findings against what is known to be wrong. */
@NullMarked
package org.wardflow.app.verify;

import org.jspecify.annotations.NullMarked;
