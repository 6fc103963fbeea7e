@NullMarked
package org.wardflow.app.up;

import org.jspecify.annotations.NullMarked;
