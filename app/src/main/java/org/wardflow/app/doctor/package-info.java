/** Looking a home over: what is wrong with it, and what to do. */
@NullMarked
package org.wardflow.app.doctor;

import org.jspecify.annotations.NullMarked;
