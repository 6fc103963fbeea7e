/** A home that is open: the lake, the engine and the content, put together. */
@NullMarked
package org.wardflow.app.workspace;

import org.jspecify.annotations.NullMarked;
