/** The truth in files beside what was sent, and how gold and findings compare with it. */
@NullMarked
package org.wardflow.simulator.truth;

import org.jspecify.annotations.NullMarked;
