/** Rejected messages: what there is, what a steward decides about them, and what comes of a correction. */
@NullMarked
package org.wardflow.app.quarantine;

import org.jspecify.annotations.NullMarked;
