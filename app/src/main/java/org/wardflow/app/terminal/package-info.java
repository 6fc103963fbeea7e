/** What the program sees of the terminal, and how results are printed. */
@NullMarked
package org.wardflow.app.terminal;

import org.jspecify.annotations.NullMarked;
