/** The widespread pipeline of the same events on Spark, beside ours: how fast, and how right. */
@NullMarked
package org.wardflow.proof.peer;

import org.jspecify.annotations.NullMarked;
