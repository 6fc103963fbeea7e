@NullMarked
package org.wardflow.app.board;

import org.jspecify.annotations.NullMarked;
