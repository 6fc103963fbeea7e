/** Reads the warehouse as the person who asks. */
@NullMarked
package org.wardflow.server.data;

import org.jspecify.annotations.NullMarked;
