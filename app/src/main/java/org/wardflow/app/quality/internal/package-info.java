/** How the quality report is measured and drawn. */
@NullMarked
package org.wardflow.app.quality.internal;

import org.jspecify.annotations.NullMarked;
