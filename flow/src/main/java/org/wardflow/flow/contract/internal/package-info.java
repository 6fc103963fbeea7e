/** Reading of contracts. */
@NullMarked
package org.wardflow.flow.contract.internal;

import org.jspecify.annotations.NullMarked;
