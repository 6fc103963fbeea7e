@NullMarked
package org.wardflow.app.terminal;

import org.jspecify.annotations.NullMarked;
