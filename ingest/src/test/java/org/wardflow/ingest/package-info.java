@NullMarked
package org.wardflow.ingest;

import org.jspecify.annotations.NullMarked;
