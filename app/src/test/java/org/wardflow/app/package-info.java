@NullMarked
package org.wardflow.app;

import org.jspecify.annotations.NullMarked;
