/** The pages as a browser shows them: for benchmarks and tests. */
@NullMarked
package org.wardflow.app.browser;

import org.jspecify.annotations.NullMarked;
