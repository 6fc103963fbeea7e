/** How files are cut into records. */
@NullMarked
package org.wardflow.ingest.internal;

import org.jspecify.annotations.NullMarked;
