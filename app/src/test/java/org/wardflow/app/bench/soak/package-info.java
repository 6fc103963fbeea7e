@NullMarked
package org.wardflow.app.bench.soak;

import org.jspecify.annotations.NullMarked;
