/** Delta tables: snapshot, changes, commit, evolve, maintain. The only module that sees {@code io.delta}. */
@NullMarked
package org.wardflow.lake;

import org.jspecify.annotations.NullMarked;
