/** How the lake's tables are kept; not part of its interface. */
@NullMarked
package org.wardflow.lake.internal;

import org.jspecify.annotations.NullMarked;
