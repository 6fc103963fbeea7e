/** What every engine has to do. */
@NullMarked
package org.wardflow.flow.engine;

import org.jspecify.annotations.NullMarked;
