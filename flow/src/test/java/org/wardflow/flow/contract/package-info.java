@NullMarked
package org.wardflow.flow.contract;

import org.jspecify.annotations.NullMarked;
