/** The content holds what it promises. */
@NullMarked
package org.wardflow.hospital;

import org.jspecify.annotations.NullMarked;
