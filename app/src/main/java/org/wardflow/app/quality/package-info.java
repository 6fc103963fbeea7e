/** The quality report: what came in, what became of it, and whether gold holds together. */
@NullMarked
package org.wardflow.app.quality;

import org.jspecify.annotations.NullMarked;
