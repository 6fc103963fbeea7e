@NullMarked
package org.wardflow.app.watch;

import org.jspecify.annotations.NullMarked;
