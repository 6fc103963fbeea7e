/** Attributes that nobody knew: they get columns of their own, masked until a contract says what they are. */
@NullMarked
package org.wardflow.app.schema;

import org.jspecify.annotations.NullMarked;
