/** The bed board in a terminal: what it shows, how that is laid out, and how it is drawn over itself. */
@NullMarked
package org.wardflow.app.board;

import org.jspecify.annotations.NullMarked;
