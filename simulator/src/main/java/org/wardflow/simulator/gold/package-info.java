/** The gold that is expected from what was sent: docs/semantics.md in plain Java, without the SQL models. */
@NullMarked
package org.wardflow.simulator.gold;

import org.jspecify.annotations.NullMarked;
