/** The commands. Each reads its arguments, calls one part of the program and prints what it gives. */
@NullMarked
package org.wardflow.app.command;

import org.jspecify.annotations.NullMarked;
