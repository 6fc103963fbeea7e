/** Where content files come from, and how they are read. */
@NullMarked
package org.wardflow.flow.content.internal;

import org.jspecify.annotations.NullMarked;
