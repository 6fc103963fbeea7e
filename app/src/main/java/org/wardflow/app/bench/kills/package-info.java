/** The pipeline killed again and again while messages come, and what is in gold in the end. */
@NullMarked
package org.wardflow.app.bench.kills;

import org.jspecify.annotations.NullMarked;
