/** What every module shares: error codes, protected values, time. */
@NullMarked
package org.wardflow.core;

import org.jspecify.annotations.NullMarked;
