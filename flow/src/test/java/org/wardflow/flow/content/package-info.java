@NullMarked
package org.wardflow.flow.content;

import org.jspecify.annotations.NullMarked;
