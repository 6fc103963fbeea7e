@NullMarked
package org.wardflow.spark;

import org.jspecify.annotations.NullMarked;
