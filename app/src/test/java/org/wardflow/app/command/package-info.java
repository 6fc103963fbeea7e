@NullMarked
package org.wardflow.app.command;

import org.jspecify.annotations.NullMarked;
