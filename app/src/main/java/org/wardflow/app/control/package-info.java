/** The door of the running system on this machine: metrics, health, and requests of other commands. */
@NullMarked
package org.wardflow.app.control;

import org.jspecify.annotations.NullMarked;
