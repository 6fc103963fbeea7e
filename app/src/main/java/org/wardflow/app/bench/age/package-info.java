/** What a small batch costs, the older the home is. */
@NullMarked
package org.wardflow.app.bench.age;

import org.jspecify.annotations.NullMarked;
