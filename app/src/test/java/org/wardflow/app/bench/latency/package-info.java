@NullMarked
package org.wardflow.app.bench.latency;

import org.jspecify.annotations.NullMarked;
