/** Reading of model headers. */
@NullMarked
package org.wardflow.flow.model.internal;

import org.jspecify.annotations.NullMarked;
